import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVENT_REVISION, type Event, SUBPROTOCOL, VIEW_REVISION } from '@sluice/protocol'
import {
  createHub,
  openSqliteStore,
  type SessionHandle,
  serve,
  systemClock,
  systemRandom,
  systemTimers,
} from '@sluice/server'
import { markOf } from './messages.ts'
import type { Publisher } from './publisher.ts'

const agent = { kind: 'agent', id: 'triage' } as const
const session = { agent: 'triage', id: 'fanout' }

const opening: readonly Event[] = [
  { type: 'session.created', agent: 'triage', owner: 'local' },
  { type: 'run.started', run: 'run' },
  { type: 'step.started', step: 'step', run: 'run', kind: 'model' },
  { type: 'message.added', message: 'message', role: 'assistant', after: null, run: 'run', step: 'step' },
  { type: 'part.added', message: 'message', part: 'answer', kind: 'text' },
  { type: 'tool.called', call: 'call', message: 'message', tool: 'read' },
  { type: 'tool.ready', call: 'call', arguments: {} },
  { type: 'tool.started', call: 'call', attempt: 1 },
]

/** A Sluice server with one session, on a disk. */
export interface SluicePublisher extends Publisher {
  /** Appends events of so many bytes of text that replace each other, as the progress of a tool does. */
  publishProgress(turn: number, events: number, bytes: number): Promise<void>
}

const greetingFor = (want: 'view' | 'events'): readonly string[] => [
  JSON.stringify({ type: 'hello', eventRevision: EVENT_REVISION, viewRevision: VIEW_REVISION }),
  JSON.stringify({ type: 'subscribe', channel: 1, session, from: null, want }),
]

/** What one who wants every event sends. */
export const wantEvents = greetingFor('events')

function deltas(handle: SessionHandle, turn: number, count: number): void {
  // Each event is an append of its own, as a model's tokens are.
  for (let index = 0; index < count; index++) {
    void handle.append(agent, view => {
      const part = view.open.parts.answer
      const from = part !== undefined && 'text' in part ? part.text.length : 0
      const text = 'x'.repeat(40) + (index === count - 1 ? markOf(turn) : '')
      return [{ type: 'part.delta', part: 'answer', from, text }]
    })
  }
}

/** Starts a Sluice server whose log is in SQLite on disk, with `synchronous=FULL`. */
export async function openSluice(eventsPerTurn: number): Promise<SluicePublisher> {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-'))
  const store = await openSqliteStore({ directory })
  const hub = createHub({
    store,
    agents: { get: () => ({}) },
    clock: systemClock,
    random: systemRandom,
    timers: systemTimers,
    limits: { connectionsPerPrincipal: 2000, silenceMs: 3_600_000 },
    // A server with a problem would be measured while it does not serve.
    report: problem => {
      console.error(problem)
      process.exit(1)
    },
  })
  const served = await serve({ hub })
  const handle = await hub.session({ tenant: 'local', ...session })
  await handle.append(agent, () => opening)
  return {
    port: served.port,
    path: '/v1/socket',
    protocol: SUBPROTOCOL,
    greeting: greetingFor('view'),
    ready: '"type":"live"',
    publish: turn => deltas(handle, turn, eventsPerTurn),
    publishProgress: async (turn, events, bytes) => {
      await handle.append(agent, () =>
        Array.from({ length: events }, (_, index) => {
          const text = index === events - 1 ? markOf(turn) : ''
          return { type: 'tool.progressed' as const, call: 'call', data: 'x'.repeat(bytes), text }
        }),
      )
    },
    close: async () => {
      handle.release()
      await served.close()
      await store.close()
      rmSync(directory, { recursive: true })
    },
  }
}
