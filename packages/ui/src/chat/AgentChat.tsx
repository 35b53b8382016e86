import type { Id, SessionRef } from '@sluice/protocol'
import { type ReactNode, useRef } from 'react'
import { Announcer } from '../announcer/Announcer.tsx'
import { ComposerView } from '../composer/ComposerView.tsx'
import type { CompletionSource } from '../composer/completions.ts'
import type { AttachmentLimits } from '../composer/useAttachments.ts'
import { ConnectionView } from '../connection/ConnectionView.tsx'
import { KeysScope } from '../keys/KeysScope.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { QueueOnDemand } from '../queue/QueueOnDemand.tsx'
import { RunStatusView } from '../runStatus/RunStatusView.tsx'
import { SessionScope } from '../session/SessionScope.tsx'
import type { UiClock } from '../text/UiClock.ts'
import type { UiMessages } from '../text/UiMessages.ts'
import { UiProvider } from '../text/UiProvider.tsx'
import type { UiStorage } from '../text/UiStorage.ts'
import { ThreadView } from '../thread/ThreadView.tsx'
import type { DataPartViews, ToolViews } from '../views/ToolView.ts'
import { ViewScope } from '../views/ViewScope.tsx'
import { useShownSession } from './useShownSession.ts'
import { type Suggestion, Welcome } from './Welcome.tsx'

/** The props of {@link AgentChat}. */
export type AgentChatProps = Omit<PartProps<'div'>, 'children' | 'id'> & {
  /** The agent's name. */
  readonly agent: string
  /** The session's id; it need not exist yet. */
  readonly id: string
  /** What a newcomer can send with one click, while the conversation is empty. */
  readonly suggestions?: readonly Suggestion[] | undefined
  /**
   * Shows another session, as after a fork, by giving its id to this chat, which then has the focus and goes to the message, if any; the chat does it by itself when
   * absent.
   */
  readonly onOpen?: ((session: SessionRef, message?: Id) => void) | undefined
  /** Instead of the default welcome, while the conversation is empty. */
  readonly welcome?: ReactNode
  readonly messages?: Partial<UiMessages> | undefined
  readonly locale?: string | undefined
  readonly clock?: UiClock | undefined
  /** Where drafts and the reader's place are kept; the browser's local storage when absent. */
  readonly storage?: UiStorage | undefined
  /** Commands and mentions of the application; see `slashCommands` and `mentions`. Keep the list the same from one drawing to the next. */
  readonly completions?: readonly CompletionSource[] | undefined
  /** How the agent's tool calls are drawn; see `defineToolViews`. */
  readonly toolViews?: ToolViews | undefined
  /** With which components the agent's data is drawn; see `defineDataViews`. */
  readonly dataViews?: DataPartViews | undefined
  /** What may be attached to a message; false for nothing. */
  readonly attachments?: AttachmentLimits | false | undefined
}

const NO_SUGGESTIONS: readonly Suggestion[] = []

/**
 * A whole chat with an agent: thread, tools, approvals, composer and connection, all from the session's log. Needs a `SluiceProvider` around
 * it and `@sluice/ui/styles.css` on the page; fills its container.
 *
 * @example
 * <SluiceProvider>
 *   <AgentChat agent="triage" id="7f3a" />
 * </SluiceProvider>
 */
export function AgentChat({
  agent,
  id,
  onOpen,
  suggestions = NO_SUGGESTIONS,
  welcome,
  messages,
  locale,
  clock,
  storage,
  attachments,
  completions,
  toolViews,
  dataViews,
  className,
  ...props
}: AgentChatProps) {
  const ref = useRef<HTMLDivElement>(null)
  const { shown, goTo, open } = useShownSession(ref, { agent, id }, onOpen)
  const element = usePartElement('div', 'chat', {}, props, {
    ref,
    className: className ? `sluice ${className}` : 'sluice',
    children: (
      <KeysScope chat={ref}>
        <ThreadView welcome={welcome ?? <Welcome suggestions={suggestions} />} />
        <div data-sluice="chat-footer">
          <ConnectionView />
          <RunStatusView />
          <QueueOnDemand />
          <ComposerView attachments={attachments} completions={completions} />
        </div>
        <Announcer />
      </KeysScope>
    ),
  })
  return (
    <UiProvider messages={messages} locale={locale} clock={clock} storage={storage}>
      <SessionScope key={`${shown.agent}/${shown.id}`} {...shown} onOpen={open} goTo={goTo}>
        <ViewScope tools={toolViews} data={dataViews}>
          {element}
        </ViewScope>
      </SessionScope>
    </UiProvider>
  )
}
