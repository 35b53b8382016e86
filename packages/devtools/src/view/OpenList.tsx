import type { View } from '@sluice/fold'
import { useNow } from '@sluice/ui'
import { EmptyNote } from '../style/EmptyNote.tsx'
import type { DevtoolsMessages } from '../text/DevtoolsMessages.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatDuration } from '../text/format.ts'
import { type OpenKind, openThings } from './openThings.ts'

const headings: Record<OpenKind, (messages: DevtoolsMessages) => string> = {
  approval: messages => messages.openApprovals,
  run: messages => messages.openRuns,
  step: messages => messages.openSteps,
  part: messages => messages.openParts,
  queue: messages => messages.openQueue,
}

/** What is open in a view: what waits for whom, and since when. Time goes on while it is live. */
export function OpenList({ view, isLive }: { readonly view: View; readonly isLive: boolean }) {
  const { messages } = useDevtools()
  const now = useNow(isLive)
  // Clocks may differ, and the view is never older than its last event.
  const at = isLive ? Math.max(now, view.at) : view.at
  const things = openThings(view)
  if (things.length === 0) return <EmptyNote title={messages.nothingOpen} text={messages.nothingOpenText} />
  const kinds = [...new Set(things.map(thing => thing.kind))]
  return (
    <div className="sluice-devtools-open">
      {kinds.map(kind => (
        <section key={kind}>
          <h3 className="sluice-devtools-subheading">{headings[kind](messages)}</h3>
          <ul>
            {things
              .filter(thing => thing.kind === kind)
              .map(thing => (
                <li key={thing.id} data-kind={thing.kind} data-status={thing.status}>
                  <strong>{thing.name}</strong> <span className="sluice-devtools-tag">{thing.status}</span>
                  {thing.since !== null && (
                    <span className="sluice-devtools-quiet">{formatDuration(at - thing.since)}</span>
                  )}
                  <code className="sluice-devtools-code sluice-devtools-quiet">{thing.id}</code>
                  {thing.detail !== '' && <bdi className="sluice-devtools-open-detail">{thing.detail}</bdi>}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
