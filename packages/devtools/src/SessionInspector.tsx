import { type Inspection, positionOfOffset } from '@sluice/client'
import { emptyView } from '@sluice/fold'
import type { Id, Offset, SessionRef } from '@sluice/protocol'
import { useClient } from '@sluice/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { ComparePanel } from './compare/ComparePanel.tsx'
import { ContextPanel } from './context/ContextPanel.tsx'
import { Course } from './course/Course.tsx'
import { EventPanel } from './event/EventPanel.tsx'
import { ExportDialog, type ReadBlob } from './file/ExportDialog.tsx'
import { useReadBlob } from './file/useReadBlob.ts'
import { ForkDialog } from './fork/ForkDialog.tsx'
import { ForkLinks } from './fork/ForkLinks.tsx'
import type { LogSource } from './log/LogSource.ts'
import { callOf, subjectOf } from './log/subjectOf.ts'
import { useLogSource } from './log/useLogSource.ts'
import type { SessionLinks } from './operators/SessionLink.tsx'
import { Scrubber } from './scrubber/Scrubber.tsx'
import type { Selection } from './selection.ts'
import { patchedPath } from './state/createStateHistory.ts'
import { StatePanel } from './state/StatePanel.tsx'
import { useDevtools } from './text/DevtoolsProvider.tsx'
import { useInspection } from './timeline/useInspection.ts'
import { ViewPanel } from './view/ViewPanel.tsx'

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
  const { session, source, selection, onSelection } = props
  const { messages, loadBlob } = useDevtools()
  const { capabilities } = useClient()
  const { inspection, snapshot } = useInspection(source)
  const { log, folded, live } = snapshot
  const [pane, setPane] = useState<Pane>('log')
  // Where a drag or playing is; the selection, and with it the URL, follows when that has ended.
  const [moving, setMoving] = useState<number | null>(null)
  const exporting = useRef<HTMLDialogElement>(null)
  const forking = useRef<HTMLDialogElement>(null)
  const otherSource = useLogSource(selection.other ?? session)
  const readFromServer = useReadBlob(session)

  const offset = moving === null ? selection.offset : (log.envelopes[moving]?.offset ?? selection.offset)
  const isLive = offset === null
  const position = isLive ? -1 : positionOfOffset(log, offset)
  const envelope = log.envelopes[position] ?? null
  // A log that is still read may not hold the selected event yet.
  const isWhole = log.phase === 'live' || log.phase === 'closed'
  const isThere = !isLive && position < folded && (position >= 0 || isWhole)
  const past = useViewsAt(inspection, position, isThere)
  const view = isLive ? live : past.after
  const subject = envelope === null || view === null ? null : subjectOf(envelope.event, past.before, view)
  const faults = live?.faults.first
  const isFile = log.phase === 'closed' && log.error === null
  const canInspect = loadBlob !== null && (isFile || capabilities.inspect === true)

  const shown = isLive ? log.count - 1 : position
  const stateAt = useCallback(
    (at: number) => (at < folded ? (inspection.viewAt(at)?.state ?? null) : null),
    [inspection, folded],
  )
  const canFork = props.onForked !== undefined && !isFile && view !== null && shown >= 0
  const path = selection.path ?? patchedPath(envelope?.event) ?? ''

  const select = (next: Offset | null) => {
    setMoving(null)
    onSelection({ ...selection, offset: next })
  }
  /** Selects the event that added a message. */
  const selectMessage = (message: Id) => {
    const added = log.envelopes.find(
      ({ event }) => event.type === 'message.added' && (event as { message?: unknown }).message === message,
    )
    if (added !== undefined) select(added.offset)
  }
  const panes = {
    log: messages[selection.panel],
    event: messages.event,
    view: messages.view,
  } satisfies Record<Pane, string>
  return (
    <div className="sluice sluice-devtools sluice-devtools-inspector" data-file={isFile || undefined}>
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
        <Scrubber
          log={log}
          position={isLive ? null : position}
          onPosition={(next, isMoving) => {
            if (isMoving) setMoving(next)
            else select(log.envelopes[next]?.offset ?? null)
          }}
          onLive={() => select(null)}
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
              onClick={() => forking.current?.showModal()}
            >
              {messages.forkButton}
            </button>
          )}
        </Scrubber>
        <Course
          log={log}
          selected={offset}
          onSelect={select}
          selection={selection}
          onSelection={onSelection}
          faults={faults}
          compare={
            selection.other === null || isFile ? null : (
              <ComparePanel
                session={session}
                log={log}
                other={selection.other}
                source={otherSource}
                selected={offset}
                onSelect={select}
                onEnd={() => onSelection({ ...selection, other: null, panel: 'log' })}
              />
            )
          }
        />
        <EventPanel
          session={session}
          envelope={envelope}
          previous={log.envelopes[position - 1]?.offset ?? null}
          fault={faults?.find(fault => fault.offset === envelope?.offset)}
          onClose={() => select(null)}
        />
        <ViewPanel
          session={session}
          view={view}
          isLive={isLive}
          isMoving={moving !== null}
          onLive={() => select(null)}
          phase={log.phase}
          progress={{ folded, count: log.count }}
          subject={subject}
          call={callOf(envelope?.event)}
          onMessage={selectMessage}
          side={selection.side}
          onSide={side => onSelection({ ...selection, side })}
          {...(view === null
            ? {}
            : {
                state: (
                  <StatePanel
                    session={session}
                    log={log}
                    view={view}
                    position={shown}
                    stateAt={stateAt}
                    path={path}
                    onPath={next => onSelection({ ...selection, path: next })}
                    against={selection.against}
                    onAgainst={against => onSelection({ ...selection, against })}
                    onSelect={select}
                    canEdit={isLive && !isFile && capabilities.statePatches}
                  />
                ),
              })}
          {...(view === null || isFile || props.links === undefined || !capabilities.directory
            ? {}
            : {
                links: (
                  <ForkLinks
                    session={session}
                    view={view}
                    onCompare={other => onSelection({ ...selection, other, panel: 'compare' })}
                    {...props.links}
                  />
                ),
              })}
          {...(canInspect && view !== null
            ? {
                context: (
                  <ContextPanel session={session} log={log} position={shown} view={view} onSelect={select} />
                ),
              }
            : {})}
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
        position={position < 0 ? null : position}
        readBlob={props.readBlob ?? readFromServer}
      />
    </div>
  )
}
