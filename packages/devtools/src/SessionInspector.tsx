import { type Inspection, positionOfOffset } from '@sluice/client'
import { emptyView } from '@sluice/fold'
import type { Offset, SessionRef } from '@sluice/protocol'
import { useMemo, useState } from 'react'
import { EventPanel } from './event/EventPanel.tsx'
import type { FamilyFilter } from './log/familyFilter.ts'
import { LogPanel } from './log/LogPanel.tsx'
import type { LogSource } from './log/LogSource.ts'
import { subjectOf } from './log/subjectOf.ts'
import { useDevtools } from './text/DevtoolsProvider.tsx'
import { useInspection } from './timeline/useInspection.ts'
import { ViewPanel, type ViewSide } from './view/ViewPanel.tsx'

/** What is looked at in a session; small enough for a URL. */
export interface Selection {
  /** The selected event; null while the session is looked at live. */
  readonly offset: Offset | null
  readonly families: FamilyFilter
  readonly side: ViewSide
}

/** The props of {@link SessionInspector}. */
export interface SessionInspectorProps {
  readonly session: SessionRef
  /** Where the log is read; has to keep its identity. */
  readonly source: LogSource
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
}

/** The views just before and just after a position of the past, folded once; null where the fold is not there yet. */
function useViewsAt(inspection: Inspection, position: number, isFolded: boolean) {
  return useMemo(() => {
    if (!isFolded) return { before: emptyView, after: null }
    // In this order, since the second is one fold after the first.
    return { before: inspection.viewAt(position - 1) ?? emptyView, after: inspection.viewAt(position) }
  }, [inspection, position, isFolded])
}

type Pane = 'log' | 'event' | 'view'

/**
 * A session's log, the selected event, and the view at its offset, side by side; one of them at a time where it is narrow. Selecting an event selects the
 * message that it is about. [C9]
 */
export function SessionInspector({ session, source, selection, onSelection }: SessionInspectorProps) {
  const { messages } = useDevtools()
  const { inspection, snapshot } = useInspection(source)
  const { log, folded, live } = snapshot
  const [pane, setPane] = useState<Pane>('log')
  const { offset, families, side } = selection

  const isLive = offset === null
  const position = isLive ? -1 : positionOfOffset(log, offset)
  const envelope = log.envelopes[position] ?? null
  // A log that is still read may not hold the selected event yet.
  const isThere = !isLive && position < folded && (position >= 0 || log.phase === 'live')
  const past = useViewsAt(inspection, position, isThere)
  const view = isLive ? live : past.after
  const subject = envelope === null || view === null ? null : subjectOf(envelope.event, past.before, view)
  const faults = live?.faults.first

  const select = (next: Offset | null) => onSelection({ ...selection, offset: next })
  const panes = { log: messages.log, event: messages.event, view: messages.view } satisfies Record<
    Pane,
    string
  >
  return (
    <div className="sluice sluice-devtools sluice-devtools-inspector">
      <div className="sluice-devtools-panels" data-pane={pane} data-selected={!isLive || undefined}>
        <nav className="sluice-devtools-panes">
          {(Object.keys(panes) as Pane[]).map(name => (
            <button
              key={name}
              type="button"
              className="sluice-devtools-tab"
              aria-pressed={pane === name}
              onClick={() => setPane(name)}
            >
              {panes[name]}
              {name === 'event' && !isLive && <span className="sluice-devtools-dot" />}
            </button>
          ))}
        </nav>
        <LogPanel
          log={log}
          selected={offset}
          onSelect={select}
          families={families}
          onFamilies={next => onSelection({ ...selection, families: next })}
          {...(faults === undefined ? {} : { faults })}
        />
        <EventPanel
          session={session}
          envelope={envelope}
          fault={faults?.find(fault => fault.offset === envelope?.offset)}
          onClose={() => select(null)}
        />
        <ViewPanel
          session={session}
          view={view}
          isLive={isLive}
          onLive={() => select(null)}
          phase={log.phase}
          progress={{ folded, count: log.count }}
          subject={subject}
          side={side}
          onSide={next => onSelection({ ...selection, side: next })}
        />
      </div>
    </div>
  )
}
