import { briefJson } from '../json/briefJson.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import type { JsonChange } from './differingJson.ts'

/** The props of {@link JsonChanges}. */
export interface JsonChangesProps {
  readonly changes: readonly JsonChange[]
  /** Selects a pointer; absent where none can be. */
  readonly onPath?: (pointer: string) => void
}

/** The values that differ in two documents, each with what it was and what it is. */
export function JsonChanges({ changes, onPath }: JsonChangesProps) {
  const { messages } = useDevtools()
  if (changes.length === 0) return <p className="sluice-devtools-quiet">{messages.noDifference}</p>
  return (
    <ul className="sluice-devtools-changes">
      {changes.map(({ pointer, change, before, after }) => (
        <li key={pointer} data-change={change}>
          {onPath === undefined ? (
            <code className="sluice-devtools-code">{pointer || '/'}</code>
          ) : (
            <button type="button" className="sluice-devtools-link" onClick={() => onPath(pointer)}>
              {pointer || '/'}
            </button>
          )}
          {before !== undefined && <del>{briefJson(before)}</del>}
          {after !== undefined && <ins>{briefJson(after)}</ins>}
        </li>
      ))}
    </ul>
  )
}
