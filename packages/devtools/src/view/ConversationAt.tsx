import { createReplayClient } from '@sluice/client'
import { type View, window as windowOf } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import { SluiceProvider, useClient } from '@sluice/react'
import { SessionScope, Thread, UiProvider, type UiStorage, useUi } from '@sluice/ui'
import { type ComponentProps, memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { ConversationRow, SelectedContext, type SelectedInConversation } from './ConversationRow.tsx'
import { createVariable } from './createVariable.ts'

/** As many messages are drawn as somebody scrolls through; as many more each time they ask for older ones. */
const MESSAGES_DRAWN = 100

/** While one goes through the log, no more than fill a screen, so that each offset is drawn within a frame. */
const MESSAGES_IN_MOTION = 4

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
  const [wanted, setWanted] = useState(MESSAGES_DRAWN)
  const drawn = isMoving ? MESSAGES_IN_MOTION : wanted
  const { view, older } = useMemo(() => {
    const { settledBefore, ...end } = windowOf(whole, { messages: drawn })
    // What is left out is here, and not to be asked of the server, whose session has gone on since.
    return { view: { ...end, settledBefore: 0 }, older: settledBefore }
  }, [whole, drawn])
  const { messages } = useDevtools()
  const { clock, messages: uiMessages, format } = useUi()
  const client = useClient()
  const [shownView] = useState(() => createVariable(view))
  const [shownSubject] = useState(() => createVariable(subject))
  const [shownCall] = useState(() => createVariable(call))
  const [movement] = useState(() => createVariable(isMoving))
  const selectMessage = useRef(onMessage)
  const hasLinks = onMessage !== null
  const selected = useMemo<SelectedInConversation>(
    () => ({
      message: shownSubject,
      call: shownCall,
      isMoving: movement,
      onMessage: hasLinks ? message => selectMessage.current?.(message) : null,
    }),
    [shownSubject, shownCall, movement, hasLinks],
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
    movement.set(isMoving)
    selectMessage.current = onMessage
  }, [shownView, shownSubject, shownCall, movement, view, subject, call, isMoving, onMessage])

  return (
    <SluiceProvider client={replay}>
      <UiProvider clock={time} storage={noStorage}>
        <SessionScope agent={agent} id={id}>
          <SelectedContext value={selected}>
            <Thread.Root className="sluice-devtools-conversation">
              <Thread.Viewport>
                <Thread.Content>
                  {older > 0 && !isMoving && (
                    <button
                      type="button"
                      className="sluice-devtools-button sluice-devtools-older"
                      onClick={() => setWanted(wanted + MESSAGES_DRAWN)}
                    >
                      {uiMessages.showOlder(format.number(older))}
                    </button>
                  )}
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

/** How far somebody looked at the past is not how far they have read, and is not kept. */
const noStorage: UiStorage = { get: () => null, set: () => undefined }

const drawRow: ComponentProps<typeof Thread.Feed>['children'] = (row, position) => (
  <ConversationRow row={row} position={position} />
)
