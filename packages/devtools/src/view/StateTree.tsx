import type { View } from '@sluice/fold'
import { JsonTree } from '../json/JsonTree.tsx'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatOffsetForEye } from '../text/format.ts'

/** How many writers of paths are listed. */
const WRITES_SHOWN = 20

/** The shared state of a view, and who wrote its paths last. */
export function StateTree({ view }: { readonly view: View }) {
  const { messages } = useDevtools()
  const { state, stateWrites } = view
  const isEmpty = typeof state === 'object' && state !== null && Object.keys(state).length === 0
  if (isEmpty) return <EmptyNote title={messages.emptyState} />
  const writes = Object.entries(stateWrites)
    .sort(([, a], [, b]) => (a.offset < b.offset ? 1 : -1))
    .slice(0, WRITES_SHOWN)
  return (
    <>
      <JsonTree value={state} label={messages.state} openLines={80} />
      {writes.length > 0 && (
        <section className="sluice-devtools-open">
          <h3 className="sluice-devtools-subheading">{messages.lastWrites}</h3>
          <ul>
            {writes.map(([path, { offset, actor }]) => (
              <li key={path}>
                <code className="sluice-devtools-code">{path || '/'}</code>
                <span className="sluice-devtools-tag">
                  {actor.kind} {actor.id}
                </span>
                <code className="sluice-devtools-code sluice-devtools-quiet">
                  {formatOffsetForEye(offset).sequence}
                </code>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
