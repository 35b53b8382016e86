import { has, type View } from '@sluice/fold'
import type { Actor, Event, Id, Json, Offset, ToolOutput } from '@sluice/protocol'
import type { SessionHandle, SessionKey } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import { RuntimeError } from '../RuntimeError.ts'
import type { RecoveryLimits } from '../recovery/limits.ts'
import { createWatchers } from '../run/createWatchers.ts'
import type { RunPorts } from '../run/types.ts'
import { outputOf } from '../tool/output.ts'
import { plainJson } from '../tool/plainJson.ts'
import type { Transcript } from '../transcript/createTranscript.ts'
import { createBlobText } from '../transcript/turns.ts'
import type { SettledFiber } from './createJournal.ts'
import type { FiberEnd } from './FiberEnd.ts'

/** A fiber whose code runs in this process. */
export interface RunningFiber {
  readonly done: Promise<FiberEnd>
  /** Ends the code, because the log says that the fiber is over. */
  close(): void
}

/** A session whose fibers are at work in this process. */
export interface FiberSession {
  readonly ports: RunPorts
  readonly recovery: RecoveryLimits
  readonly key: SessionKey
  readonly agent: Agent
  readonly handle: SessionHandle
  readonly transcript: Transcript
  readonly running: Map<Id, RunningFiber>
  /** Aborts when the host closes. */
  readonly closing: AbortSignal
  /** Appends in the agent's name, or the host's. */
  append(build: (view: View) => readonly Event[] | null, by?: 'agent' | 'host'): Promise<Offset | null>
  /** Reads what was appended until now, which may have to become durable first: the head runs ahead of what can be read. */
  catchUp(): Promise<void>
  /** Resolves when the head fulfils a condition; rejects when the signal aborts. */
  until(condition: (view: View) => boolean, signal: AbortSignal): Promise<void>
  /** How a fiber with a key ended, or null when it did not; then, in the same turn, it is open at the head or was never started. */
  lookUp(fiber: Id): Promise<SettledFiber | null>
  /** Does one thing after the other about one fiber or timer. */
  inTurn<T>(id: Id, work: () => Promise<T>): Promise<T>
  /** Makes content for an event of what may be anything. Throws a RuntimeError `not-json` when it is not JSON or too large. [E8] */
  keep(value: unknown): Promise<ToolOutput>
  /** Reads content of an event again. */
  read(content: ToolOutput | null): Promise<Json>
  /** Tells that the log has grown. */
  wake(): void
}

/** What a {@link FiberSession} is made of. */
export type FiberSessionOptions = Pick<
  FiberSession,
  'ports' | 'recovery' | 'key' | 'agent' | 'handle' | 'transcript' | 'closing'
>

/** Opens a session for fibers. */
export function createFiberSession(options: FiberSessionOptions): FiberSession {
  const { ports, agent, handle, transcript, closing } = options
  const running: FiberSession['running'] = new Map()
  const watchers = createWatchers()
  const turns = new Map<Id, Promise<unknown>>()
  const blobText = createBlobText(handle)
  let commits = 0
  const actors: Readonly<Record<'agent' | 'host', Actor>> = {
    agent: { kind: 'agent', id: agent.name },
    host: { kind: 'host', id: 'host' },
  }

  /** Resolves with the next commit, or a second later: an append that failed is not told of. */
  function moved(): Promise<void> {
    return new Promise(resolve => {
      const end = () => {
        stopWatching()
        cancel()
        closing.removeEventListener('abort', end)
        resolve()
      }
      const cancel = ports.timers.after(1000, end)
      const stopWatching = watchers.watch(end)
      closing.addEventListener('abort', end)
    })
  }

  async function catchUp(): Promise<void> {
    const head = handle.view().offset ?? ''
    for (;;) {
      const before = commits
      for await (const envelope of handle.read(transcript.offset())) transcript.apply([envelope])
      // An append that failed takes the head back.
      const isThere = () => (transcript.offset() ?? '') >= head || (handle.view().offset ?? '') < head
      if (isThere() || closing.aborted) return
      // What was committed while the log was read is read next.
      if (commits === before) await moved()
    }
  }

  return {
    ...options,
    running,
    until: (condition, signal) => watchers.until(handle.view, condition, signal),
    append: (build, by = 'agent') => handle.append(actors[by], build),
    catchUp,
    lookUp: async fiber => {
      for (;;) {
        const wasOpen = has(handle.view().open.fibers, fiber)
        await catchUp()
        const settled = transcript.journal.settled(fiber)
        // One that was closed while the log was read is in what comes next.
        if (settled !== null || !wasOpen || has(handle.view().open.fibers, fiber) || closing.aborted)
          return settled
      }
    },
    inTurn: (id, work) => {
      const turn = (turns.get(id) ?? Promise.resolve()).then(work)
      const settled = turn.then(
        () => undefined,
        () => undefined,
      )
      turns.set(id, settled)
      void settled.then(() => {
        if (turns.get(id) === settled) turns.delete(id)
      })
      return turn
    },
    keep: async value => {
      const { outputBytes } = ports.limits
      const plain = plainJson(value === undefined ? null : value, outputBytes)
      const kept = plain.ok ? await outputOf({ ...ports, session: handle }, plain.value) : null
      if (kept?.ok === true) return kept.output
      const reason = plain.ok || plain.isTooLarge ? `it has more than ${outputBytes} bytes` : plain.reason
      throw new RuntimeError(
        'not-json',
        `What a fiber or timer is to keep cannot stand in the log: ${reason}. Use plain objects, arrays, strings, finite numbers, booleans or null.`,
      )
    },
    read: async content => {
      if (content === null) return null
      if ('json' in content) return content.json
      const text = (await blobText(content.file.blob)) ?? ''
      return content.file.mediaType === 'application/json' ? (JSON.parse(text) as Json) : text
    },
    wake: () => {
      commits += 1
      watchers.wake()
      const { fibers } = handle.view().open
      for (const [id, fiber] of running) if (!Object.hasOwn(fibers, id)) fiber.close()
    },
  }
}
