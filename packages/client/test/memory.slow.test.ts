import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient, createSocketBackend, type SocketListener } from '@sluice/client'
import { EVENT_REVISION, type Event, formatOffset, VIEW_REVISION } from '@sluice/protocol'
import { createFakeClock, createTestEnvironment } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { ref } from './support/createPage.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapBytes(): number {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** Events of one message: six seconds at 100 a second. */
const DELTAS = 594
const WORD = 'a word, '

function* messageEvents(index: number): Generator<Event> {
  const [message, part, run, step] = ['m', 'p', 'r', 's'].map(kind => `${kind}${index}`) as [
    string,
    string,
    string,
    string,
  ]
  const after = index === 0 ? null : `m${index - 1}`
  yield { type: 'run.started', run }
  yield { type: 'step.started', step, run, kind: 'model' }
  yield { type: 'message.added', message, role: 'assistant', after, run, step }
  yield { type: 'part.added', message, part, kind: 'text' }
  for (let from = 0; from < DELTAS * WORD.length; from += WORD.length)
    yield { type: 'part.delta', part, from, text: WORD }
  yield { type: 'step.settled', step, outcome: 'completed' }
  yield { type: 'run.settled', run, outcome: 'completed' }
}

test('[F7] an hour of 100 events a second leaves no more in memory than half an hour did', {
  timeout: 240_000,
}, () => {
  const clock = createFakeClock()
  const environment = createTestEnvironment(clock)
  let socket: SocketListener | undefined
  let channel = 0
  const say = (frame: object): void => socket?.message(JSON.stringify(frame))
  const backend = createSocketBackend({
    environment,
    connect(listener) {
      socket = listener
      clock.after(0, listener.opened)
      return {
        send: text =>
          void clock.after(0, () => {
            const frame = JSON.parse(text) as { readonly type: string; readonly channel?: number }
            const at = clock.now()
            if (frame.type === 'ping') say({ type: 'pong', at })
            if (frame.type === 'hello')
              say({
                type: 'welcome',
                eventRevision: EVENT_REVISION,
                viewRevision: VIEW_REVISION,
                at,
                principal: 'ann',
                expiresAt: null,
              })
            if (frame.type !== 'subscribe') return
            channel = frame.channel ?? 0
            say({ type: 'live', channel, head: null, writer: true })
          }),
        close: () => undefined,
      }
    },
  })
  const client = createClient({ backend, environment })
  const session = client.session(ref)
  let told = 0
  session.messages().subscribe(() => {
    told += 1
  })
  clock.advance(100)

  let sequence = 0
  const head = (): string | null => (sequence === 0 ? null : formatOffset(sequence, 'aaaaaaaa'))
  const write = (event: Event): void => {
    const after = head()
    sequence += 1
    const envelope = {
      offset: head(),
      at: clock.now(),
      actor: { kind: 'agent', id: 'triage' },
      event,
    }
    say({ type: 'events', channel, after, envelopes: [envelope] })
    clock.advance(10)
  }
  write({ type: 'session.created', agent: 'triage', owner: 'ann' })
  let messages = 0
  const streamMinutes = (minutes: number): void => {
    for (const end = messages + minutes * 10; messages < end; messages++)
      for (const event of messageEvents(messages)) write(event)
  }

  streamMinutes(35)
  clock.advance(1_000)
  const early = heapBytes()
  streamMinutes(25)
  clock.advance(1_000)
  const grown = heapBytes() - early
  const view = session.getView()
  expect([
    view.totals.messages,
    view.faults.count,
    session.messages().getSnapshot().at(-1)?.parts[0],
  ]).toMatchObject([600, 0, { text: WORD.repeat(DELTAS), status: 'settled' }])
  expect(told).toBeGreaterThan(100_000)
  expect(session.line().getSnapshot().length).toBeLessThan(328)
  // The text of the messages that were let go is 1.2 MB, and 150,000 envelopes that were kept would be fifty.
  expect(grown).toBeLessThan(1_000_000)
  expect(clock.pending()).toBeLessThan(20)
  client.close()
})
