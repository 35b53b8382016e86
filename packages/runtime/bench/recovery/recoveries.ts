import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startHost } from './startHost.ts'

/** When a server that was killed in the middle of an answer went on, in ms from the start of its next process. */
export interface Recovery {
  /** The first event about it that a reader can get. */
  readonly firstEventMs: number
  /** The processor's share of that; null where it cannot be told. */
  readonly firstEventCpuMs: number | null
  /** The first word of the answer that is made again or goes on. */
  readonly firstWordMs: number
}

/** How long it streams before it is killed: longer than the second for which Flue keeps words back. */
const STREAM_MS = 2500

async function inDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-recovery-'))
  try {
    return await use(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Kills a Sluice server while it streams, and starts it again. */
export const recoverSluice = (): Promise<Recovery> =>
  inDirectory(async directory => {
    const first = startHost('sluiceHost', directory)
    const { rest: port } = await first.line('port')
    await post(`http://127.0.0.1:${port}/v1/commands`, {
      session: { agent: 'helper', id: 's1' },
      commandId: 'go',
      command: { type: 'message.send', parts: [{ kind: 'text', text: 'Go' }] },
    })
    await first.line('part.delta')
    await pause(STREAM_MS)
    await first.kill()
    const second = startHost('sluiceHost', directory)
    const { atMs: firstEventMs, rest: cpuMs } = await second.line('run.recovered')
    const { atMs: firstWordMs } = await second.line('part.delta')
    await second.kill()
    return { firstEventMs, firstEventCpuMs: Number(cpuMs), firstWordMs }
  })

interface Chunk {
  readonly type: string
}

/** Kills a Flue server while it streams, and starts it again. */
export const recoverFlue = (): Promise<Recovery> =>
  inDirectory(async directory => {
    const first = startHost('flueHost', directory)
    const { rest: port } = await first.line('port')
    const before = `http://127.0.0.1:${port}/c1`
    await post(before, { kind: 'user', body: 'Go' })
    let read = await readUpdates(before, '-1')
    while (!read.chunks.some(({ type }) => type === 'message-delta')) {
      await pause(50)
      read = await readUpdates(before, '-1')
    }
    await pause(STREAM_MS)
    await first.kill()
    const startedAt = performance.now()
    const second = startHost('flueHost', directory)
    const { rest: nextPort } = await second.line('port')
    const url = `http://127.0.0.1:${nextPort}/c1`
    // What the first process wrote ends with words; what is no word after them is of the second.
    const old = await readUpdates(url, '-1')
    const recovered = { firstEventMs: Number.NaN, firstEventCpuMs: null, firstWordMs: Number.NaN }
    let { offset } = old
    let isNew = false
    while (Number.isNaN(recovered.firstWordMs)) {
      const { chunks, offset: next } = await readUpdates(url, offset)
      offset = next
      const atMs = performance.now() - startedAt
      for (const { type } of chunks) {
        if (type === 'stream-checkpoint') continue
        if (!isNew) recovered.firstEventMs = atMs
        isNew = true
        if (type === 'message-delta') recovered.firstWordMs = atMs
      }
      await pause(20)
    }
    await second.kill()
    return recovered
  })

async function readUpdates(url: string, from: string) {
  let offset = from
  const all: Chunk[] = []
  for (;;) {
    const response = await fetch(`${url}?view=updates&offset=${offset}`)
    if (!response.ok) return { chunks: all, offset }
    all.push(...((await response.json()) as Chunk[]))
    offset = response.headers.get('stream-next-offset') ?? offset
    if (response.headers.get('stream-up-to-date') === 'true') return { chunks: all, offset }
  }
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
}
