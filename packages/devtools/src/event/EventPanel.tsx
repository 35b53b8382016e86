import type { Fault } from '@sluice/fold'
import { type Envelope, eventSchemas, type Offset, type SessionRef } from '@sluice/protocol'
import { memo, useMemo } from 'react'
import { JsonTree } from '../json/JsonTree.tsx'
import { familyOf } from '../log/family.ts'
import { CopyButton } from '../style/CopyButton.tsx'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatDate } from '../text/format.ts'
import { BlobContent } from './BlobContent.tsx'
import { blobsIn } from './blobsIn.ts'
import { eventAsCurl } from './eventAsCurl.ts'
import { eventAsFixture } from './eventAsFixture.ts'

/** The props of {@link EventPanel}. */
export interface EventPanelProps {
  readonly session: SessionRef
  /** Null while none is selected. */
  readonly envelope: Envelope | null
  /** Why the fold passed the event over, if it did. [F3] */
  readonly fault?: Fault | undefined
  /** The offset before it in the log; null for the first event. */
  readonly previous?: Offset | null
  readonly onClose: () => void
}

/** One event whole: who caused it and when, its fields as a tree, and the blobs that it names. */
export const EventPanel = memo(function EventPanel(props: EventPanelProps) {
  const { session, envelope, fault, previous = null, onClose } = props
  const { messages } = useDevtools()
  return (
    <section className="sluice-devtools-panel sluice-devtools-event" aria-label={messages.event}>
      <header
        className="sluice-devtools-toolbar"
        data-family={envelope ? familyOf(envelope.event.type) : undefined}
      >
        <h2 className="sluice-devtools-heading">
          {envelope === null ? (
            messages.event
          ) : (
            <code className="sluice-devtools-code sluice-devtools-type">{envelope.event.type}</code>
          )}
        </h2>
        <span className="sluice-devtools-spring" />
        {envelope !== null && (
          <>
            <CopyButton label={messages.copyEvent} text={() => JSON.stringify(envelope, null, 2)} />
            <CopyButton label={messages.copyCurl} text={() => eventAsCurl(session, envelope, previous)} />
            <CopyButton label={messages.copyFixture} text={() => eventAsFixture(envelope)} />
            <button
              type="button"
              className="sluice-devtools-button sluice-devtools-icon"
              aria-label={messages.closeEvent}
              title={messages.closeEvent}
              onClick={onClose}
            >
              ✕
            </button>
          </>
        )}
      </header>
      {envelope === null ? (
        <EmptyNote title={messages.noEvent} text={messages.noEventText} />
      ) : (
        <EventDetail key={envelope.offset} session={session} envelope={envelope} fault={fault} />
      )}
    </section>
  )
})

function EventDetail({
  session,
  envelope,
  fault,
}: Omit<EventPanelProps, 'onClose'> & { envelope: Envelope }) {
  const { messages } = useDevtools()
  const { offset, at, actor, commandId, must, event } = envelope
  const blobs = useMemo(() => blobsIn(event), [event])
  return (
    <div className="sluice-devtools-scroll">
      <dl className="sluice-devtools-facts">
        <dt>{messages.offsetColumn}</dt>
        <dd>
          <code className="sluice-devtools-code">{offset}</code>
        </dd>
        <dt>{messages.eventAt}</dt>
        <dd>
          <time dateTime={new Date(at).toISOString()}>{formatDate(at)}</time>
        </dd>
        <dt>{messages.eventActor}</dt>
        <dd>
          {actor.kind} <bdi>{actor.id}</bdi>
        </dd>
        {commandId !== undefined && (
          <>
            <dt>{messages.eventCommand}</dt>
            <dd>
              <code className="sluice-devtools-code">{commandId}</code>
            </dd>
          </>
        )}
      </dl>
      {must === true && <p className="sluice-devtools-notice">{messages.eventMust}</p>}
      {fault !== undefined && (
        <p className="sluice-devtools-notice" data-tone="bad">
          {messages.eventFault(fault.reason)}
        </p>
      )}
      {!Object.hasOwn(eventSchemas, event.type) && (
        <p className="sluice-devtools-notice">{messages.unknownEvent}</p>
      )}
      <JsonTree value={event} label={messages.event} />
      {blobs.map(({ field, blob }) => (
        <BlobContent key={`${field} ${blob.blob}`} session={session} field={field} blob={blob} />
      ))}
    </div>
  )
}
