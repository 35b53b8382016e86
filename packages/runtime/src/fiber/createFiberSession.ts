import type { View } from '@sluice/fold'
import type { Actor, Event, Id, Json, Offset, ToolOutput } from '@sluice/protocol'
import type { SessionHandle, SessionKey } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import { RuntimeError } from '../RuntimeError.ts'
import type { RecoveryLimits } from '../recovery/limits.ts'
import type { RunPorts } from '../run/types.ts'
import { outputOf } from '../tool/output.ts'
import { plainJson } from '../tool/plainJson.ts'
import type { Transcript } from '../transcript/createTranscript.ts'
import { createBlobText } from '../transcript/turns.ts'
import type { FiberEnd } from './carryOut.ts'

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
  /** Reads what was appended since. */
  catchUp(): Promise<void>
  /** Resolves when the head fulfils a condition; rejects when the signal aborts. */
  until(condition: (view: View) => boolean, signal: AbortSignal): Promise<void>
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
  const { ports, agent, handle, transcript } = options
  const running: FiberSession['running'] = new Map()
  const watchers = new Set<() => void>()
  const turns = new Map<Id, Promise<unknown>>()
  const blobText = createBlobText(handle)
  const actors: Readonly<Record<'agent' | 'host', Actor>> = {
    agent: { kind: 'agent', id: agent.name },
    host: { kind: 'host', id: 'host' },
  }

  function until(condition: (view: View) => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        watchers.delete(check)
        signal.removeEventListener('abort', abort)
      }
      const check = () => {
        if (!condition(handle.view())) return
        end()
        resolve()
      }
      const abort = () => {
        end()
        reject(signal.reason)
      }
      if (signal.aborted) return reject(signal.reason)
      signal.addEventListener('abort', abort)
      watchers.add(check)
      check()
    })
  }

  return {
    ...options,
    running,
    until,
    append: (build, by = 'agent') => handle.append(actors[by], build),
    catchUp: async () => {
      for await (const envelope of handle.read(transcript.offset())) transcript.apply([envelope])
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
      for (const watcher of [...watchers]) watcher()
      const { fibers } = handle.view().open
      for (const [id, fiber] of running) if (!Object.hasOwn(fibers, id)) fiber.close()
    },
  }
}
