import { has, settleRun } from '@sluice/fold'
import type { Actor, Failure, Id, Offset, Usage } from '@sluice/protocol'
import type { Hub, SessionHandle, SessionKey } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import type { Fibers } from '../fiber/createFibers.ts'
import { recoveryLimitsOf } from '../recovery/limits.ts'
import type { Subsessions } from '../subsession/createSubsessions.ts'
import { safeFailure } from '../text/safeFailure.ts'
import type { Transcript } from '../transcript/createTranscript.ts'
import { type BlobText, createBlobText } from '../transcript/turns.ts'
import { createWatchers } from './createWatchers.ts'
import { executeRun } from './executeRun.ts'
import { recoverRun } from './recoverRun.ts'
import type { RunPorts, RunScope } from './types.ts'
import { untilOver } from './untilOver.ts'

/** What a worker is made of. */
export interface SessionWorkerOptions {
  readonly ports: RunPorts
  readonly hub: Hub
  readonly key: SessionKey
  readonly agent: Agent
  readonly transcript: Transcript
  readonly fibers: Fibers
  readonly subsessions: Subsessions
  /** Why the runs that are open now were lost; null when they were just started. [R3] */
  readonly lost: string | null
  /** Is called in the moment in which the worker has nothing more to do and stops listening. */
  readonly onIdle: () => void
}

/** Carries out the runs of one session, one after another, until none is open. */
export interface SessionWorker {
  /** Tells the worker that the session's log has grown. */
  wake(): void
  /** Lets go of the run where it stands, for another process to take up. */
  close(): void
  /** Resolves when the worker has stopped. Never rejects. */
  readonly done: Promise<void>
}

const LOST_THE_DISK = 'The log could not be written for a while.'

/** Starts a worker. */
export function createSessionWorker(options: SessionWorkerOptions): SessionWorker {
  const { ports, agent, key } = options
  const watchers = createWatchers()
  const closing = new AbortController()
  const actor: Actor = { kind: 'agent', id: agent.name }

  async function work(): Promise<void> {
    const session = await options.hub.session(key)
    const blobText = createBlobText(session)
    try {
      let lost = new Set(options.lost === null ? [] : Object.keys(session.view().open.runs))
      let reason = options.lost ?? ''
      for (let failures = 0; !closing.signal.aborted; ) {
        const run = Object.keys(session.view().open.runs)[0]
        if (run === undefined) break
        try {
          await carryOut(session, blobText, run, lost.has(run) ? reason : null)
          lost.delete(run)
          failures = 0
          // It was seen as settled, but the disk did not take that.
          if (has(session.view().open.runs, run)) {
            lost.add(run)
            reason = LOST_THE_DISK
          }
        } catch (cause) {
          if (closing.signal.aborted) break
          ports.report({ message: `A run of ${key.agent}/${key.id} could not go on.`, cause })
          if (await failInstead(session, run)) continue
          lost = new Set([run])
          reason = LOST_THE_DISK
          failures++
          await pause(Math.min(1000 * 2 ** failures, 60_000))
        }
      }
    } finally {
      options.onIdle()
      session.release()
    }
  }

  async function carryOut(
    session: SessionHandle,
    blobText: BlobText,
    run: Id,
    lostBy: string | null,
  ): Promise<void> {
    const over = new AbortController()
    // The head is looked at and not the commit, which may be one from before the run.
    const watch = () => {
      if (!has(session.view().open.runs, run)) over.abort()
    }
    const stopWatching = watchers.watch(watch)
    try {
      const scope = scopeOf(session, blobText, run, AbortSignal.any([over.signal, closing.signal]))
      if (lostBy !== null) await recoverRun(scope, lostBy)
      await untilOver(executeRun(scope), over.signal, closing.signal, ports.timers)
    } catch (error) {
      // What was going on when the run ended has nobody to report to.
      if (!over.signal.aborted) throw error
    } finally {
      stopWatching()
      over.abort()
    }
  }

  function scopeOf(session: SessionHandle, blobText: BlobText, run: Id, signal: AbortSignal): RunScope {
    let last: Offset | null = null
    let spending: { readonly step: Id; readonly usage: Usage } | null = null
    const append: RunScope['append'] = async build => {
      const offset = await session.append(actor, view => {
        if (!has(view.open.runs, run)) return null
        return typeof build === 'function' ? build(view) : build
      })
      if (offset !== null && (last === null || offset > last)) last = offset
      return offset
    }
    const scope: RunScope = {
      ...ports,
      recovery: recoveryLimitsOf(agent.recovery, ports.recovery),
      run,
      agent,
      session,
      blobText,
      transcript: options.transcript,
      signal,
      append,
      lastAppended: () => last,
      subsession: (call, attempt, rest) => options.subsessions.opener(scope, call, attempt, rest),
      durable: (call, signal) => options.fibers.scope(key, { run, call, signal }),
      used: (step, usage) => {
        spending = { step, usage }
      },
      fail: async (error: Failure) => {
        const safe = safeFailure(ports.redactor, error)
        await append(view => [
          ...(spending !== null && has(view.open.steps, spending.step)
            ? [{ type: 'step.settled', outcome: 'failed', error: safe, ...spending } as const]
            : []),
          ...settleRun(view, run, 'failed', { id: ports.newId, rules: agent.rules }, safe),
        ])
      },
      until: condition => watchers.until(session.view, condition, signal),
      sleep: delayMs => sleep(delayMs, signal),
    }
    return scope
  }

  /** Settles a run that cannot go on; false when even that cannot be written. */
  async function failInstead(session: SessionHandle, run: Id): Promise<boolean> {
    const error: Failure = {
      code: 'internal',
      message:
        'The host failed in a way it did not expect, so the run was ended; its log has the cause. Send the message again.',
    }
    try {
      await session.append(actor, view =>
        has(view.open.runs, run)
          ? settleRun(view, run, 'failed', { id: ports.newId, rules: agent.rules }, error)
          : null,
      )
      return true
    } catch (cause) {
      ports.report({
        message: 'The end of the run could not be written either; it is taken up again later.',
        cause,
      })
      return false
    }
  }

  function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const abort = () => {
        cancel()
        reject(signal.reason)
      }
      const cancel = ports.timers.after(delayMs, () => {
        signal.removeEventListener('abort', abort)
        resolve()
      })
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  async function pause(delayMs: number): Promise<void> {
    // Rejects only when the worker closes, which its loop looks at next.
    await sleep(delayMs, closing.signal).catch(() => undefined)
  }

  const done = work().catch((cause: unknown) => {
    ports.report({
      message: `The session ${key.agent}/${key.id} could not be opened, so its run waits.`,
      cause,
    })
    options.onIdle()
  })

  return {
    wake: watchers.wake,
    close: () => closing.abort(),
    done,
  }
}
