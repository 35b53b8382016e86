import { type Inspection, positionOfOffset } from '@sluice/client'
import { emptyView } from '@sluice/fold'
import type { Offset, SessionRef } from '@sluice/protocol'
import { useMemo, useRef, useState } from 'react'
import { ComparePanel } from './compare/ComparePanel.tsx'
import { Course } from './course/Course.tsx'
import { EventPanel } from './event/EventPanel.tsx'
import { ExportDialog } from './file/ExportDialog.tsx'
import type { ReadBlob } from './file/readBlobs.ts'
import { useReadBlob } from './file/useReadBlob.ts'
import { ForkDialog } from './fork/ForkDialog.tsx'
import { usePageKeys } from './keys/usePageKeys.ts'
import type { LogSource } from './log/LogSource.ts'
import { useLogSource } from './log/useLogSource.ts'
import type { SessionLinks } from './operators/SessionLink.tsx'
import { Scrubber } from './scrubber/Scrubber.tsx'
import type { Selection } from './selection.ts'
import { useDevtools } from './text/DevtoolsProvider.tsx'
import { useInspection } from './timeline/useInspection.ts'
import { useLatest } from './travel/useLatest.ts'
import { usePanelTurns } from './travel/usePanelTurns.ts'
import { ViewAt } from './travel/ViewAt.tsx'

/** The props of {@link SessionInspector}. */
export interface SessionInspectorProps {
  readonly session: SessionRef
  /** Where the log is read; has to keep its identity. */
  readonly source: LogSource
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
  /** Where content for a file is read; the server when absent. */
  readonly readBlob?: ReadBlob
  /** How other sessions are reached; without it none is offered. */
  readonly links?: SessionLinks
  /** Is told of a fork that was made here; without it none can be made. */
  readonly onForked?: (session: SessionRef) => void
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
 * A session's log or waterfall, the selected event, and the view at its offset, side by side; one of them at a time where it is narrow. Above them, one goes through
 * the log by its offsets. Selecting an event selects its span and the message that it is about. [C9 D2]
 */
export function SessionInspector(props: SessionInspectorProps) {
  const { session, source, selection } = props
  const { messages } = useDevtools()
  const { inspection, snapshot } = useInspection(source)
  const { log, folded, live } = snapshot
  const [pane, setPane] = useState<Pane>('log')
  // Where a drag or playing is; the selection, and with it the URL, follows when that has ended.
  const [moving, setMoving] = useState<number | null>(null)
  const isMoving = moving !== null
  const exporting = useRef<HTMLDialogElement>(null)
  const forking = useRef<HTMLDialogElement>(null)
  const otherSource = useLogSource(selection.other ?? session)
  const readFromServer = useReadBlob(session)

  // A log that is still read may not hold the selected event yet: -1.
  const selected = selection.offset === null ? null : positionOfOffset(log, selection.offset)
  const position = moving ?? selected
  const at = usePanelTurns(position, isMoving)
  const offsetOf = (place: number | null) =>
    place === null ? null : (log.envelopes[place]?.offset ?? selection.offset)
  const courseOffset = offsetOf(at.course)
  const eventAt = at.event ?? -1
  const envelope = log.envelopes[eventAt] ?? null
  const viewAt = at.view
  const isWhole = log.phase === 'live' || log.phase === 'closed'
  const isThere = viewAt !== null && viewAt < folded && (viewAt >= 0 || isWhole)
  const past = useViewsAt(inspection, viewAt ?? -1, isThere)
  const view = viewAt === null ? live : past.after
  const faults = live?.faults.first
  const isFile = log.phase === 'closed' && log.error === null
  const shown = position ?? log.count - 1
  const canFork = props.onForked !== undefined && !isFile && view !== null && shown >= 0

  usePageKeys(key => {
    if (key !== 'f' || !canFork) return false
    forking.current?.showModal()
    return true
  })

  const onSelection = useLatest(props.onSelection)
  const select = useLatest((next: Offset | null) => {
    setMoving(null)
    props.onSelection({ ...selection, offset: next })
  })
  const goLive = useLatest(() => select(null))
  const panes = {
    log: messages[selection.panel],
    event: messages.event,
    view: messages.view,
  } satisfies Record<Pane, string>
  const { other } = selection
  const compare = useMemo(
    () =>
      other === null || isFile ? null : (
        <ComparePanel
          session={session}
          log={log}
          other={other}
          source={otherSource}
          selected={courseOffset}
          onSelect={select}
          onEnd={() => onSelection({ ...selection, other: null, panel: 'log' })}
        />
      ),
    [other, isFile, session, log, otherSource, courseOffset, select, onSelection, selection],
  )
  return (
    <div className="sluice sluice-devtools sluice-devtools-inspector" data-file={isFile || undefined}>
      <div
        className="sluice-devtools-panels"
        data-pane={pane}
        data-selected={position !== null || undefined}
        data-moving={isMoving || undefined}
      >
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
              {name === 'event' && position !== null && <span className="sluice-devtools-dot" />}
            </button>
          ))}
        </nav>
        <Scrubber
          log={log}
          position={position}
          onPosition={(next, goesOn) => {
            if (goesOn) setMoving(next)
            else select(log.envelopes[next]?.offset ?? null)
          }}
          onLive={goLive}
        >
          <button
            type="button"
            className="sluice-devtools-button"
            onClick={() => exporting.current?.showModal()}
          >
            {messages.exportButton}
          </button>
          {canFork && (
            <button
              type="button"
              className="sluice-devtools-button"
              aria-keyshortcuts="f"
              onClick={() => forking.current?.showModal()}
            >
              {messages.forkButton}
            </button>
          )}
        </Scrubber>
        <Course
          log={log}
          selected={courseOffset}
          onSelect={select}
          isMoving={isMoving}
          selection={selection}
          onSelection={onSelection}
          faults={faults}
          compare={compare}
        />
        <EventPanel
          session={session}
          envelope={envelope}
          previous={log.envelopes[eventAt - 1]?.offset ?? null}
          fault={faults?.find(fault => fault.offset === envelope?.offset)}
          onClose={goLive}
        />
        <ViewAt
          session={session}
          inspection={inspection}
          log={log}
          folded={folded}
          position={viewAt}
          before={past.before}
          view={view}
          isFile={isFile}
          isMoving={isMoving}
          selection={selection}
          onSelection={onSelection}
          onSelect={select}
          {...(props.links === undefined ? {} : { links: props.links })}
        />
      </div>
      {canFork && (
        <ForkDialog
          dialog={forking}
          session={session}
          log={log}
          position={shown}
          view={view}
          onForked={made => props.onForked?.(made)}
        />
      )}
      <ExportDialog
        dialog={exporting}
        session={session}
        log={log}
        position={selected === null || selected < 0 ? null : selected}
        readBlob={props.readBlob ?? readFromServer}
      />
    </div>
  )
}
