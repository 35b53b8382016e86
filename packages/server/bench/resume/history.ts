import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Event } from '@sluice/protocol'
import {
  createHub,
  openSqliteStore,
  type SessionHandle,
  serve,
  systemClock,
  systemRandom,
  systemTimers,
} from '@sluice/server'

// A server with long logs, as a process: says where it is when they are written, and ends when its standard input does.
const actor = { kind: 'agent', id: 'triage' } as const
const BATCH = 500
/** About a token. */
const TOKEN = ' token'

const directory = mkdtempSync(join(tmpdir(), 'resume-'))
const hub = createHub({
  store: await openSqliteStore({ directory }),
  agents: { get: name => (name === 'triage' ? {} : null) },
  clock: systemClock,
  timers: systemTimers,
  random: systemRandom,
})

function open(id: string): Promise<SessionHandle> {
  return hub.session({ tenant: 'local', agent: 'triage', id })
}

async function append(
  handle: SessionHandle,
  count: number,
  eventAt: (index: number) => Event,
): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from)
    await handle.append(actor, () => Array.from({ length }, (_, index) => eventAt(from + index)))
  }
}

async function writeMessages(handle: SessionHandle, count: number): Promise<void> {
  await handle.append(actor, () => [
    { type: 'session.created', agent: 'triage', owner: 'local' },
    { type: 'run.started', run: 'r' },
  ])
  await append(handle, count, index => ({
    type: 'message.added',
    message: `m${index}`,
    role: index % 2 === 0 ? 'user' : 'assistant',
    after: index === 0 ? null : `m${index - 1}`,
    parts: [
      {
        part: `p${index}`,
        kind: 'text',
        text: `Message ${index}: the quick brown fox jumps over the lazy dog.`,
      },
    ],
    ...(index % 2 === 1 && { run: 'r' }),
  }))
}

async function writeAnswer(handle: SessionHandle, deltas: number): Promise<void> {
  await handle.append(actor, () => [
    { type: 'step.started', step: 's', run: 'r', kind: 'model' },
    { type: 'message.added', message: 'answer', role: 'assistant', after: null, run: 'r', step: 's' },
    { type: 'part.added', message: 'answer', part: 'text', kind: 'text' },
  ])
  await append(handle, deltas, index => ({
    type: 'part.delta',
    part: 'text',
    from: index * TOKEN.length,
    text: TOKEN,
  }))
}

/** The sessions by their messages; the last one has an answer of 100,000 deltas behind them. */
const sessions = { short: 100, long: 100_000, missed: 1_000 } as const
for (const [id, messages] of Object.entries(sessions)) {
  const handle = await open(id)
  await writeMessages(handle, messages)
  if (id === 'missed') await writeAnswer(handle, 100_000)
  handle.release()
}
const { url, close } = await serve({ hub })
process.stdout.write(`${url}\n`)
process.stdin.resume()
process.stdin.on('end', () => {
  void close().then(() => {
    rmSync(directory, { recursive: true, force: true })
    process.exit(0)
  })
})
