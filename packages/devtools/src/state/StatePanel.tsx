import { type LogView, positionOfOffset } from '@sluice/client'
import { lastWrite, type View } from '@sluice/fold'
import type { Json, Offset, SessionRef } from '@sluice/protocol'
import { useMemo, useState } from 'react'
import { differingJson } from '../difference/differingJson.ts'
import { JsonChanges } from '../difference/JsonChanges.tsx'
import { JsonTree } from '../json/JsonTree.tsx'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatOffsetForEye } from '../text/format.ts'
import { createStateHistory, patchesOf } from './createStateHistory.ts'
import { PatchList } from './PatchList.tsx'
import { StateEdit } from './StateEdit.tsx'
import { valueAt } from './valueAt.ts'

/** The props of {@link StatePanel}. */
export interface StatePanelProps {
  readonly session: SessionRef
  readonly log: LogView
  readonly view: View
  /** The position of the view. */
  readonly position: number
  /** The state just after another position; null where the fold is not there yet. */
  readonly stateAt: (position: number) => Json | null
  /** The selected pointer. */
  readonly path: string
  readonly onPath: (path: string) => void
  /** The offset with which the state is compared; null for none. */
  readonly against: Offset | null
  readonly onAgainst: (offset: Offset | null) => void
  readonly onSelect: (offset: Offset | null) => void
  /** Whether a patch may be sent from here. */
  readonly canEdit: boolean
}

/** The shared state of a view: who wrote what, by which patches, how it differs from any other offset, and, live, a form that changes it. [D6] */
export function StatePanel(props: StatePanelProps) {
  const { session, log, view, position, stateAt, path, onPath, against, onAgainst, onSelect, canEdit } = props
  const { messages } = useDevtools()
  const { envelopes, count } = log
  const [isEditing, setEditing] = useState(false)
  const historyOf = useMemo(() => createStateHistory(envelopes), [envelopes])
  const patches = historyOf(count)
  const { state, offset } = view
  const isEmpty = typeof state === 'object' && state !== null && Object.keys(state).length === 0
  const shown = patchesOf(patches, path, position)
  const writer = valueAt(state, path) === undefined ? null : lastWrite(view, path)
  const other = against === null ? -1 : positionOfOffset(log, against)
  const otherState = useMemo(() => (other < 0 ? null : stateAt(other)), [other, stateAt])
  const changes = useMemo(
    () => (otherState === null ? null : differingJson(otherState, state)),
    [otherState, state],
  )
  return (
    <div className="sluice-devtools-state">
      <header>
        <code className="sluice-devtools-code">{path === '' ? '/' : path}</code>
        <span className="sluice-devtools-quiet">
          {writer === null
            ? messages.neverWritten
            : messages.writtenBy(
                `${writer.actor.kind} ${writer.actor.id}`,
                formatOffsetForEye(writer.offset).sequence,
              )}
        </span>
        <span className="sluice-devtools-spring" />
        {against === null ? (
          <button
            type="button"
            className="sluice-devtools-button"
            disabled={offset === null}
            onClick={() => onAgainst(offset)}
          >
            {messages.compareFromHere}
          </button>
        ) : (
          <button type="button" className="sluice-devtools-button" onClick={() => onAgainst(null)}>
            {messages.endComparison}
          </button>
        )}
        {canEdit && (
          <button
            type="button"
            className="sluice-devtools-button"
            aria-pressed={isEditing}
            onClick={() => setEditing(!isEditing)}
          >
            {messages.editState}
          </button>
        )}
      </header>
      {canEdit && isEditing && (
        <StateEdit key={path} session={session} state={state} base={offset} path={path} />
      )}
      {against !== null && (
        <section className="sluice-devtools-open" aria-label={messages.stateDifference}>
          <h3 className="sluice-devtools-subheading">
            {messages.differsFrom(formatOffsetForEye(against).sequence)}
          </h3>
          {changes === null ? (
            <p className="sluice-devtools-quiet">{messages.noSuchOffset}</p>
          ) : (
            <JsonChanges changes={changes} onPath={onPath} />
          )}
        </section>
      )}
      {isEmpty && <EmptyNote title={messages.emptyState} />}
      <JsonTree value={state} label={messages.state} openLines={80} selected={path} onSelect={onPath} />
      <PatchList patches={shown} selected={offset} onSelect={onSelect} />
    </div>
  )
}
