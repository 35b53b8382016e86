import type { Offset } from '@sluice/protocol'
import { useState } from 'react'
import { briefJson } from '../json/briefJson.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatClock, formatCount, formatOffsetForEye } from '../text/format.ts'
import type { StatePatch } from './createStateHistory.ts'

/** The props of {@link PatchList}. */
export interface PatchListProps {
  /** The newest first. */
  readonly patches: readonly StatePatch[]
  readonly selected: Offset | null
  readonly onSelect: (offset: Offset) => void
}

/** So many patches are drawn before one asks for more. */
const PATCHES_SHOWN = 30

/** Patches of the shared state: who made them and what they did; each selects its event. */
export function PatchList({ patches, selected, onSelect }: PatchListProps) {
  const { messages } = useDevtools()
  const [shown, setShown] = useState(PATCHES_SHOWN)
  if (patches.length === 0) return null
  return (
    <section className="sluice-devtools-open" aria-label={messages.patches}>
      <h3 className="sluice-devtools-subheading">{messages.patches}</h3>
      <ul>
        {patches.slice(0, shown).map(({ offset, actor, at, operations }) => (
          <li key={offset}>
            <button
              type="button"
              className="sluice-devtools-button"
              aria-pressed={offset === selected}
              onClick={() => onSelect(offset)}
            >
              {formatOffsetForEye(offset).sequence}
            </button>
            <span className="sluice-devtools-tag">
              {actor.kind} {actor.id}
            </span>
            <time className="sluice-devtools-quiet">{formatClock(at)}</time>
            <span className="sluice-devtools-open-detail">
              {operations.map(operation => (
                <span key={`${operation.op} ${operation.path}`} className="sluice-devtools-operation">
                  {operation.op} {operation.path || '/'} {'value' in operation && briefJson(operation.value)}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {patches.length > shown && (
        <button
          type="button"
          className="sluice-devtools-button"
          onClick={() => setShown(shown + PATCHES_SHOWN)}
        >
          {messages.showMore(formatCount(patches.length - shown))}
        </button>
      )}
    </section>
  )
}
