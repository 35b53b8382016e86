import type { Message as MessageFact } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useUi } from '../text/UiProvider.tsx'
import { FoldedWhen } from './FoldedWhen.tsx'
import * as Message from './index.ts'
import { useMessageContext } from './MessageContext.tsx'
import { PartView } from './PartView.tsx'

const idOf = (slot: MessageFact['parts'][number]): Id => (typeof slot === 'string' ? slot : slot.id)

/** The parts of the message around, each subscribed to itself. */
function MessageParts() {
  const message = useMessageContext()
  const { messages } = useUi()
  if (message.redacted) return <p data-sluice="message-redacted">{messages.messageRedacted}</p>
  return message.parts.map(slot => <PartView key={idOf(slot)} part={idOf(slot)} />)
}

/** The props of {@link MessageView}. */
export interface MessageViewProps {
  readonly message: Id
  /** Goes on from the message before it, so that its author is not named again. */
  readonly continued?: boolean
  /** Was cut off and said again: drawn behind one line. [R1] */
  readonly folded?: boolean
  /** Its place in the feed, from 1. */
  readonly position: number
}

/** A message of the thread. */
export function MessageView({ message, continued = false, folded = false, position }: MessageViewProps) {
  return (
    <Message.Root
      message={message}
      aria-posinset={position}
      aria-setsize={-1}
      data-message-continued={continued ? '' : undefined}
      data-message-folded={folded ? '' : undefined}
    >
      {continued ? null : (
        <header data-sluice="message-header">
          <Message.Author />
          <Message.Time />
        </header>
      )}
      <Message.Content>
        <FoldedWhen folded={folded}>
          <MessageParts />
        </FoldedWhen>
        {folded ? null : <Message.Status />}
      </Message.Content>
    </Message.Root>
  )
}
