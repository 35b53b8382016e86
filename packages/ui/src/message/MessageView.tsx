import type { Message as MessageFact } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { ReactNode } from 'react'
import { BranchesView } from '../branches/BranchesView.tsx'
import { Icon } from '../icon/Icon.tsx'
import { SourcesView } from '../sources/SourcesView.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { FoldedWhen } from './FoldedWhen.tsx'
import * as Message from './index.ts'
import { useEditing, useMessageContext } from './MessageContext.tsx'
import { PartView } from './PartView.tsx'

const idOf = (slot: MessageFact['parts'][number]): Id => (typeof slot === 'string' ? slot : slot.id)

/** The parts of the message around, each subscribed to itself. */
function MessageParts() {
  const message = useMessageContext()
  const { messages } = useUi()
  const [editing] = useEditing()
  if (editing) return <Message.Editor />
  if (message.redacted) return <p data-sluice="message-redacted">{messages.messageRedacted}</p>
  const sources = message.parts.filter(part => typeof part !== 'string' && part.kind === 'source')
  const others = message.parts.filter(part => typeof part === 'string' || part.kind !== 'source')
  return (
    <>
      {others.map(slot => (
        <PartView key={idOf(slot)} part={idOf(slot)} />
      ))}
      {sources.length > 0 && <SourcesView parts={sources} />}
    </>
  )
}

/** What can be done with a turn that has ended. */
function TurnActions({ turn, branches }: { readonly turn: Id; readonly branches: readonly Id[] | null }) {
  const message = useMessageContext()
  const [editing] = useEditing()
  if (message.status === 'open' || message.redacted || editing) return null
  return (
    <Message.Actions>
      {branches && <BranchesView message={turn} siblings={branches} />}
      <Message.Copy from={turn}>
        <Icon name="copy" />
        <Icon name="check" />
      </Message.Copy>
      <Message.Retry>
        <Icon name="retry" />
      </Message.Retry>
      <Message.Edit>
        <Icon name="pen" />
      </Message.Edit>
      <Message.Fork>
        <Icon name="fork" />
      </Message.Fork>
    </Message.Actions>
  )
}

/** The way to where the session was forked from, with its mark before its words. */
function origin({ children, ...props }: { readonly children?: ReactNode }) {
  return (
    <a {...props}>
      <Icon name="fork" />
      {children}
    </a>
  )
}

/** The props of {@link MessageView}. */
export interface MessageViewProps {
  readonly message: Id
  /** Goes on from the message before it, so that its author is not named again. */
  readonly continued?: boolean
  /** Stands right behind the end of another turn. */
  readonly follows?: boolean
  /** Was cut off and said again: drawn behind one line. [R1] */
  readonly folded?: boolean
  /** The message that the turn begins with which this one ends; null or absent before its end. */
  readonly turn?: Id | null
  /** What stands beside the turn. [E10] */
  readonly branches?: readonly Id[] | null
  /** The last of what the session has from the one that it was forked from. [S14] */
  readonly forked?: boolean
  /** Its place in the feed, from 1. */
  readonly position: number
}

/** A message of the thread. */
export function MessageView({
  message,
  continued = false,
  follows = false,
  folded = false,
  turn = null,
  branches = null,
  forked = false,
  position,
}: MessageViewProps) {
  return (
    <Message.Root
      message={message}
      aria-posinset={position}
      aria-setsize={-1}
      data-message-continued={continued ? '' : undefined}
      data-message-follows={follows ? '' : undefined}
      data-message-folded={folded ? '' : undefined}
      data-message-ends-turn={turn === null ? undefined : ''}
    >
      {continued ? null : (
        <header data-sluice="message-header">
          <Message.Author />
          <Message.Link>
            <Message.Time />
          </Message.Link>
        </header>
      )}
      <Message.Content>
        <FoldedWhen folded={folded}>
          <MessageParts />
        </FoldedWhen>
        {folded ? null : <Message.Status />}
      </Message.Content>
      {turn !== null && <TurnActions turn={turn} branches={branches} />}
      {forked && <Message.Origin render={origin} />}
    </Message.Root>
  )
}
