import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyView, fold } from '@sluice/fold'
import { type Envelope, SUBPROTOCOL } from '@sluice/protocol'
import {
  createHub,
  openSqliteStore,
  type Store,
  systemClock,
  systemRandom,
  systemTimers,
} from '@sluice/server'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { hello } from '../support/createEdge.ts'
import { local, ref } from '../support/events.ts'

/** Starts a server that streams, follows it over a socket, and kills it when so many events were seen. Returns those. */
async function followAndKill(directory: string, enough: number): Promise<Envelope[]> {
  const child = fork(join(import.meta.dirname, 'children/streamingServer.ts'), [directory], {
    execArgv: ['--conditions=@sluice/source'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const seen: Envelope[] = []
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/socket`, SUBPROTOCOL)
  socket.on('error', () => undefined)
  socket.on('open', () => {
    socket.send(JSON.stringify(hello()))
    socket.send(JSON.stringify({ type: 'subscribe', channel: 1, session: ref, from: null, want: 'events' }))
  })
  socket.on('message', data => {
    const frame = JSON.parse(String(data))
    if (frame.type === 'events') seen.push(...frame.envelopes)
    if (seen.length >= enough) child.kill('SIGKILL')
  })
  await once(socket, 'close')
  return seen
}

async function readLog(store: Store): Promise<Envelope[]> {
  const hub = createHub({
    store,
    agents: { get: () => ({}) },
    clock: systemClock,
    random: systemRandom,
    timers: systemTimers,
  })
  const log: Envelope[] = []
  for (let isDone = false; !isDone; ) {
    const range = await hub.reads.events(local, ref, log.at(-1)?.offset ?? null, 1_000_000)
    log.push(...range.envelopes)
    isDone = range.atHead
  }
  await hub.close()
  return log
}

test('[S1] A server killed in the middle of a word has lost nothing that a reader saw, time after time', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kill-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  let before = 0
  for (const more of [40, 200, 1000]) {
    const seen = await followAndKill(directory, before + more)
    const store = await openSqliteStore({ directory })
    const log = await readLog(store)
    await store.close()
    expect(log.slice(0, seen.length)).toEqual(seen)
    expect(fold(emptyView, log).faults.count).toBe(0)
    before = log.length
  }
})
