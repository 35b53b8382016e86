import type { BlobRef, SessionRef } from '@sluice/protocol'
import { useMemo, useState } from 'react'
import { useBlobText } from '../event/useBlobText.ts'
import { JsonTree } from '../json/JsonTree.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatBytes, formatCount, formatDuration } from '../text/format.ts'
import { type ProviderAttempts, readAttempts } from './readContext.ts'

/** The props of {@link ProviderEvents}. */
export interface ProviderEventsProps {
  readonly session: SessionRef
  readonly blob: BlobRef
  /** When the call was started. */
  readonly startedAt: number
}

/** So many events are drawn before one asks for more. */
const EVENTS_SHOWN = 200

/** What the provider was asked beside the context, and each event of its answer as it came. [D5] */
export function ProviderEvents({ session, blob, startedAt }: ProviderEventsProps) {
  const { messages } = useDevtools()
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="sluice-devtools-section" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        {messages.providerEvents}
        <span className="sluice-devtools-quiet">{formatBytes(blob.bytes)}</span>
      </summary>
      {isOpen && <LoadedEvents session={session} blob={blob} startedAt={startedAt} />}
    </details>
  )
}

function LoadedEvents({ session, blob, startedAt }: ProviderEventsProps) {
  const { messages } = useDevtools()
  const content = useBlobText(session, blob)
  const text = content?.status === 'loaded' ? content.text : null
  const attempts = useMemo(() => (text === null ? null : readAttempts(text)), [text])
  if (content?.status === 'failed') return <p data-tone="bad">{messages.blobFailed(content.reason)}</p>
  if (attempts === null) return <p role="status">{messages.loadingBlob}</p>
  if (!attempts.ok) return <p data-tone="bad">{messages.blobFailed(attempts.reason)}</p>
  return attempts.value.map((attempt, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: attempts are in the order in which they were made
    <section key={index} className="sluice-devtools-attempt">
      {attempts.value.length > 1 && <h4>{messages.attemptNumber(formatCount(index + 1))}</h4>}
      {attempt.parameters !== null && (
        <JsonTree value={attempt.parameters} label={messages.parameters} openLines={20} />
      )}
      <AttemptEvents attempt={attempt} startedAt={startedAt} />
    </section>
  ))
}

interface AttemptEventsProps {
  readonly attempt: ProviderAttempts[number]
  readonly startedAt: number
}

function AttemptEvents({ attempt: { events, leftOut, leftOutAfter }, startedAt }: AttemptEventsProps) {
  const { messages } = useDevtools()
  const [shown, setShown] = useState(EVENTS_SHOWN)
  return (
    <>
      <ol className="sluice-devtools-provider-events">
        {events.slice(0, shown).map(({ at, event }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events are in the order in which they came
          <li key={index} data-gap={(leftOut > 0 && index === leftOutAfter) || undefined}>
            {leftOut > 0 && index === leftOutAfter && (
              <span className="sluice-devtools-quiet">{messages.eventsLeftOut(formatCount(leftOut))}</span>
            )}
            <time>{formatDuration(Math.max(0, at - startedAt))}</time>
            <code>{typeof event === 'string' ? event : JSON.stringify(event)}</code>
          </li>
        ))}
      </ol>
      {events.length > shown && (
        <button
          type="button"
          className="sluice-devtools-button"
          onClick={() => setShown(shown + EVENTS_SHOWN)}
        >
          {messages.showMore(formatCount(events.length - shown))}
        </button>
      )}
    </>
  )
}
