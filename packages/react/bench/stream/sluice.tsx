import { createClient, createSocketBackend, type SocketListener } from '@sluice/client'
import { emptyView, fold } from '@sluice/fold'
import { type Envelope, EVENT_REVISION, type Event, formatOffset, VIEW_REVISION } from '@sluice/protocol'
import { MessageList, PartText, SluiceProvider, useMessage } from '@sluice/react'
import { type CreateStreamSubject, countRow, later, textOf } from './StreamSubject.ts'

const ref = { agent: 'triage', id: 'bench' }
const ANSWER = 'answer'

function Row({ id }: { readonly id: string }) {
  countRow(id === ANSWER)
  const message = useMessage(ref, id)
  return (
    <p className="row">
      {message?.parts.map(slot => {
        const part = typeof slot === 'string' ? slot : slot.id
        return <PartText key={part} session={ref} part={part} />
      })}
    </p>
  )
}

const drawRow = (id: string) => <Row id={id} />

/** The log of a conversation whose answer is about to stream. */
function logOf(messages: number): Envelope[] {
  const said = Array.from(
    { length: messages - 1 },
    (_, index): Event => ({
      type: 'message.added',
      message: `m${index}`,
      role: 'user',
      after: index === 0 ? null : `m${index - 1}`,
      parts: [{ part: `p${index}`, kind: 'text', text: textOf(index) }],
    }),
  )
  const before = `m${messages - 2}`
  const events: Event[] = [
    { type: 'session.created', agent: 'triage', owner: 'ann' },
    ...said,
    { type: 'run.started', run: 'r1', trigger: before },
    { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
    { type: 'message.added', message: ANSWER, role: 'assistant', after: before, run: 'r1', step: 's1' },
    { type: 'part.added', message: ANSWER, part: 'text', kind: 'text' },
  ]
  return events.map(envelopeOf)
}

function envelopeOf(event: Event, index: number): Envelope {
  const actor = { kind: 'agent', id: 'triage' } as const
  return { offset: formatOffset(index + 1, 'aaaaaaaa'), at: 1_000 + index, actor, event }
}

/** Sluice: a `MessageList` whose rows read their message and parts by id. The socket is the page's own; every frame is text, as from the network. */
export const createSluice: CreateStreamSubject = messages => {
  // Of the server's side nothing is kept but the text: the heap that is measured is the page's.
  const log = logOf(messages)
  const offset = log.at(-1)?.offset ?? null
  let snapshot = JSON.stringify(fold(emptyView, log))
  const subscribed = later<void>()
  let socket: SocketListener | undefined
  let channel = 0
  let head = log.length
  log.length = 0
  let length = 0
  const say = (frame: object): void => socket?.message(JSON.stringify(frame))
  const backend = createSocketBackend({
    connect(listener) {
      socket = listener
      setTimeout(listener.opened)
      return {
        send: text =>
          void setTimeout(() => {
            const frame = JSON.parse(text) as { readonly type: string; readonly channel?: number }
            if (frame.type === 'hello')
              say({
                type: 'welcome',
                eventRevision: EVENT_REVISION,
                viewRevision: VIEW_REVISION,
                at: Date.now(),
                principal: 'ann',
                expiresAt: null,
              })
            if (frame.type !== 'subscribe') return
            channel = frame.channel ?? 0
            say({
              type: 'snapshot',
              channel,
              offset,
              revision: VIEW_REVISION,
              index: 0,
              count: 1,
              text: snapshot,
            })
            snapshot = ''
            say({ type: 'live', channel, head: offset, writer: true })
            subscribed.resolve()
          }),
        close: () => undefined,
      }
    },
    environment: createClient().environment,
  })
  const client = createClient({ backend })
  return {
    element: (
      <SluiceProvider client={client}>
        <MessageList session={ref}>{drawRow}</MessageList>
      </SluiceProvider>
    ),
    begin: () => subscribed.promise,
    update(delta) {
      const after = formatOffset(head, 'aaaaaaaa')
      const envelope = envelopeOf({ type: 'part.delta', part: 'text', from: length, text: delta }, head)
      head += 1
      length += delta.length
      const text = JSON.stringify({ type: 'events', channel, after, envelopes: [envelope] })
      return () => socket?.message(text)
    },
    end: () => client.close(),
  }
}
