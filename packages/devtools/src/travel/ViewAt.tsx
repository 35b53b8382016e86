import type { Inspection, LogView } from '@sluice/client'
import type { View } from '@sluice/fold'
import type { Id, Offset, SessionRef } from '@sluice/protocol'
import { useClient } from '@sluice/react'
import { memo, useCallback } from 'react'
import { ContextPanel } from '../context/ContextPanel.tsx'
import { ForkLinks } from '../fork/ForkLinks.tsx'
import { callOf, subjectOf } from '../log/subjectOf.ts'
import type { SessionLinks } from '../operators/SessionLink.tsx'
import type { Selection } from '../selection.ts'
import { patchedPath } from '../state/createStateHistory.ts'
import { StatePanel } from '../state/StatePanel.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { ViewPanel } from '../view/ViewPanel.tsx'
import { useLatest } from './useLatest.ts'

/** The props of {@link ViewAt}. */
export interface ViewAtProps {
  readonly session: SessionRef
  readonly inspection: Inspection
  readonly log: LogView
  readonly folded: number
  /** The position of the view; null while it is live. */
  readonly position: number | null
  /** The view just before the event at the position. */
  readonly before: View
  /** Null where the fold is not there yet. */
  readonly view: View | null
  readonly isFile: boolean
  /** Whether other positions follow right away. */
  readonly isMoving: boolean
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
  readonly onSelect: (offset: Offset | null) => void
  readonly links?: SessionLinks
}

/** The view at a position with what the log around it tells. Only the side that is looked at does any work. */
export const ViewAt = memo(function ViewAt(props: ViewAtProps) {
  const { session, inspection, log, folded, position, view, isFile, isMoving, selection } = props
  const { onSelection, onSelect, links } = props
  const { loadBlob } = useDevtools()
  const { capabilities } = useClient()
  const isLive = position === null
  const shown = position ?? log.count - 1
  const event = position === null ? undefined : log.envelopes[position]?.event
  const subject = event === undefined || view === null ? null : subjectOf(event, props.before, view)
  const stateAt = useCallback(
    (at: number) => (at < folded ? (inspection.viewAt(at)?.state ?? null) : null),
    [inspection, folded],
  )
  /** Selects the event that added a message. */
  const selectMessage = useLatest((message: Id) => {
    const added = log.envelopes.find(
      ({ event }) => event.type === 'message.added' && (event as { message?: unknown }).message === message,
    )
    if (added !== undefined) onSelect(added.offset)
  })
  const goLive = useLatest(() => onSelect(null))
  const isThere = view !== null
  const canInspect = loadBlob !== null && (isFile || capabilities.inspect === true)
  return (
    <ViewPanel
      session={session}
      view={view}
      isLive={isLive}
      isMoving={isMoving}
      onLive={goLive}
      phase={log.phase}
      progress={{ folded, count: log.count }}
      subject={subject}
      call={callOf(event)}
      onMessage={selectMessage}
      side={selection.side}
      onSide={side => onSelection({ ...selection, side })}
      {...(isThere && {
        state: (
          <StatePanel
            session={session}
            log={log}
            view={view}
            position={shown}
            stateAt={stateAt}
            path={selection.path ?? patchedPath(event) ?? ''}
            onPath={next => onSelection({ ...selection, path: next })}
            against={selection.against}
            onAgainst={against => onSelection({ ...selection, against })}
            onSelect={onSelect}
            canEdit={isLive && !isFile && capabilities.statePatches}
          />
        ),
      })}
      {...(isThere &&
        !isFile &&
        links !== undefined &&
        capabilities.directory && {
          links: (
            <ForkLinks
              session={session}
              view={view}
              onCompare={other => onSelection({ ...selection, other, panel: 'compare' })}
              {...links}
            />
          ),
        })}
      {...(isThere &&
        canInspect && {
          context: (
            <ContextPanel session={session} log={log} position={shown} view={view} onSelect={onSelect} />
          ),
        })}
    />
  )
})
