import { createReplayClient } from '@sluice/client'
import { type View, window as windowOf } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import { SluiceProvider, useClient } from '@sluice/react'
import { SessionScope, Thread, UiProvider, useUi } from '@sluice/ui'
import { type ComponentProps, memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { ConversationRow, SelectedContext, type SelectedInConversation } from './ConversationRow.tsx'
import { createVariable } from './createVariable.ts'

/** As many messages are drawn as somebody scrolls through; the log has the others. */
const MESSAGES_DRAWN = 100

/** While one goes through the log, no more than fill a screen, so that each offset is drawn within a frame. */
const MESSAGES_IN_MOTION = 8

/** The props of {@link ConversationAt}. */
export interface ConversationAtProps {
  readonly session: SessionRef
  readonly view: View
  /** Whether time goes on; otherwise it stands at the view's. */
  readonly isLive: boolean
  /** Whether other offsets follow right away. */
  readonly isMoving: boolean
  /** The message to be shown and marked. */
  readonly subject: Id | null
  /** The tool call to be marked. */
  readonly call: Id | null
  /** Selects the event that added a message; null where that cannot be done. */
  readonly onMessage: ((message: Id) => void) | null
}

/** The conversation as it was, drawn by the chat's own parts from a store that only reads; of a long one, its end. [C9 F7] */
export const ConversationAt = memo(function ConversationAt({
  session: { agent, id },
  view: whole,
  isLive,
  isMoving,
  subject,
  call,
  onMessage,
}: ConversationAtProps) {
  const drawn = isMoving ? MESSAGES_IN_MOTION : MESSAGES_DRAWN
  const view = useMemo(() => windowOf(whole, { messages: drawn }), [whole, drawn])
  const { messages } = useDevtools()
  const { clock } = useUi()
  const client = useClient()
  const [shownView] = useState(() => createVariable(view))
  const [shownSubject] = useState(() => createVariable(subject))
  const [shownCall] = useState(() => createVariable(call))
  const selectMessage = useRef(onMessage)
  const hasLinks = onMessage !== null
  const selected = useMemo<SelectedInConversation>(
    () => ({
      message: shownSubject,
      call: shownCall,
      onMessage: hasLinks ? message => selectMessage.current?.(message) : null,
    }),
    [shownSubject, shownCall, hasLinks],
  )
  const replay = useMemo(
    () => createReplayClient(client, { agent, id }, shownView),
    [client, agent, id, shownView],
  )
  const time = useMemo(
    () => (isLive ? clock : { now: () => shownView.getSnapshot().at, every: () => () => undefined }),
    [isLive, clock, shownView],
  )
  useLayoutEffect(() => {
    shownView.set(view)
    shownSubject.set(subject)
    shownCall.set(call)
    selectMessage.current = onMessage
  }, [shownView, shownSubject, shownCall, view, subject, call, onMessage])

  return (
    <SluiceProvider client={replay}>
      <UiProvider clock={time}>
        <SessionScope agent={agent} id={id}>
          <SelectedContext value={selected}>
            <Thread.Root className="sluice-devtools-conversation">
              <Thread.Viewport>
                <Thread.Content>
                  <Thread.Older />
                  <Thread.Empty>
                    <EmptyNote title={messages.noMessages} />
                  </Thread.Empty>
                  <Thread.Feed>{drawRow}</Thread.Feed>
                </Thread.Content>
              </Thread.Viewport>
            </Thread.Root>
          </SelectedContext>
        </SessionScope>
      </UiProvider>
    </SluiceProvider>
  )
})

const drawRow: ComponentProps<typeof Thread.Feed>['children'] = (row, position) => (
  <ConversationRow row={row} position={position} />
)
