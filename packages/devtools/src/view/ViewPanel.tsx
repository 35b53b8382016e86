import type { LogView } from '@sluice/client'
import type { View } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import type { ReactNode } from 'react'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount, formatOffsetForEye, formatUsage } from '../text/format.ts'
import { ConversationAt } from './ConversationAt.tsx'
import { OpenList } from './OpenList.tsx'
import { StateTree } from './StateTree.tsx'
import { Tabs } from './Tabs.tsx'

/** The sides of a view that can be looked at. */
export type ViewSide = 'conversation' | 'state' | 'open' | 'context'

/** The props of {@link ViewPanel}. */
export interface ViewPanelProps {
  readonly session: SessionRef
  /** The view to show; null while it is being folded. */
  readonly view: View | null
  /** Whether that is the head of the log. */
  readonly isLive: boolean
  /** Whether other offsets follow right away. */
  readonly isMoving?: boolean
  readonly onLive: () => void
  /** How far the log is read. */
  readonly phase: LogView['phase']
  readonly progress: { readonly folded: number; readonly count: number }
  /** The message that the selected event is about. */
  readonly subject: Id | null
  /** The tool call that it is about. */
  readonly call?: Id | null
  /** Selects the event that added a message. */
  readonly onMessage?: (message: Id) => void
  readonly side: ViewSide
  readonly onSide: (side: ViewSide) => void
  /** What else can be said of the position that is shown, from the log around it. */
  readonly context?: ReactNode
  /** The shared state with its history, in the place of the tree alone. */
  readonly state?: ReactNode
  /** What this session has to do with others. */
  readonly links?: ReactNode
}

/** A session as it was at an offset: the conversation, the shared state, and what was open. [C9] */
export function ViewPanel(props: ViewPanelProps) {
  const {
    session,
    view,
    isLive,
    isMoving = false,
    onLive,
    phase,
    progress,
    subject,
    onSide,
    context,
    state,
    links,
  } = props
  const side = props.side === 'context' && context === undefined ? 'conversation' : props.side
  const { messages } = useDevtools()
  const open = view === null ? 0 : countOpen(view)
  return (
    <section className="sluice-devtools-panel sluice-devtools-view" aria-label={messages.view}>
      <header className="sluice-devtools-toolbar">
        <h2 className="sluice-devtools-heading">
          {isLive || view === null || view.offset === null
            ? messages.view
            : messages.viewAt(formatOffsetForEye(view.offset).sequence)}
        </h2>
        <span className="sluice-devtools-spring" />
        {isLive ? (
          <span className="sluice-devtools-status" data-phase={phase}>
            {messages.logPhase[phase]}
          </span>
        ) : (
          <button type="button" className="sluice-devtools-button" onClick={onLive}>
            {messages.backToLive}
          </button>
        )}
      </header>
      {links}
      <Tabs
        label={messages.view}
        selected={side}
        onSelect={onSide}
        tabs={[
          { name: 'conversation', label: messages.conversation },
          { name: 'state', label: messages.state },
          {
            name: 'open',
            label: (
              <>
                {messages.openThings}
                {open > 0 && <span className="sluice-devtools-badge">{formatCount(open)}</span>}
              </>
            ),
          },
          ...(context === undefined ? [] : [{ name: 'context' as const, label: messages.context }]),
        ]}
      >
        {view === null ? (
          <EmptyNote
            title={messages.folding(formatCount(progress.folded), formatCount(progress.count))}
            isBusy
          />
        ) : (
          <>
            <ViewNotices view={view} />
            {side === 'conversation' && (
              <ConversationAt
                session={session}
                view={view}
                isLive={isLive}
                isMoving={isMoving}
                subject={subject}
                call={props.call ?? null}
                onMessage={props.onMessage ?? null}
              />
            )}
            {side === 'state' && (state ?? <StateTree view={view} />)}
            {side === 'context' && context}
            {side === 'open' && <OpenList view={view} isLive={isLive} />}
          </>
        )}
      </Tabs>
      {view !== null && (
        <footer className="sluice-devtools-footer">
          {[
            messages.messageCount(view.totals.messages),
            messages.runCount(view.totals.runs),
            formatUsage(view.totals.usage),
          ].join(' · ')}
        </footer>
      )}
    </section>
  )
}

const countOpen = ({ open }: View) =>
  Object.keys(open.runs).length +
  Object.keys(open.steps).length +
  Object.keys(open.parts).length +
  Object.keys(open.approvals).length +
  open.queue.length

function ViewNotices({ view }: { readonly view: View }) {
  const { messages } = useDevtools()
  return (
    <>
      {view.outdated !== null && (
        <p className="sluice-devtools-notice" data-tone="bad">
          {messages.outdated(view.outdated.type)}
        </p>
      )}
      {view.faults.count > 0 && (
        <p className="sluice-devtools-notice" data-tone="bad">
          {messages.faults(formatCount(view.faults.count))}
        </p>
      )}
    </>
  )
}
