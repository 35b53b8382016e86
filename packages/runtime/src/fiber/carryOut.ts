import { has } from '@sluice/fold'
import type { Event, Failure, Id, Json, ToolOutput } from '@sluice/protocol'
import { ServerError } from '@sluice/server'
import { RuntimeError } from '../RuntimeError.ts'
import { safeFailure } from '../text/safeFailure.ts'
import { wordsOfError } from '../text/wordsOfError.ts'
import type { FiberSession } from './createFiberSession.ts'
import type { FiberEnd } from './FiberEnd.ts'
import type { FiberCode, FiberContext } from './types.ts'

/** A fiber that is open in the log and whose code is to run. */
export interface FiberToRun {
  readonly id: Id
  readonly name: string
  readonly attempt: number
  readonly snapshot: Json
  readonly code: FiberCode
  /** Of who waits for it: its end is the fiber's. */
  readonly outer: AbortSignal | null
}

/** What belongs to the fiber that code is in. */
export interface CurrentFiber {
  readonly id: Id
  readonly signal: AbortSignal
  stash(snapshot: unknown): Promise<void>
  /** A name for the next thing that it does since its newest stash, the same in each attempt that goes on from there. */
  nextPlace(): string
}

/** Makes what the code of a fiber is given; `enter` runs code so that it knows which fiber it is in. */
export interface FiberSurroundings {
  context(current: CurrentFiber, fiber: FiberToRun): FiberContext
  enter<T>(current: CurrentFiber, run: () => Promise<T>): Promise<T>
}

/** Runs the code of a fiber that is open in the log, and settles it. Never rejects. [R7] [R11] */
export function carryOut(
  open: FiberSession,
  around: FiberSurroundings,
  fiber: FiberToRun,
): Promise<FiberEnd> {
  const over = new AbortController()
  const outer = fiber.outer === null ? [] : [fiber.outer]
  const signal = AbortSignal.any([over.signal, open.closing, ...outer])
  const current = currentOf(open, fiber.id, signal)
  const done = run()
  open.running.set(fiber.id, { done, close: () => over.abort() })
  return done

  async function run(): Promise<FiberEnd> {
    try {
      const end = await attempt()
      if (end.outcome === 'left' || !isOpen(open, fiber.id)) return end
      return await settle(open, fiber.id, end)
    } finally {
      open.running.delete(fiber.id)
    }
  }

  async function attempt(): Promise<FiberEnd> {
    try {
      const context = around.context(current, fiber)
      const code = around.enter(current, async () => fiber.code(context))
      // Code that does not listen to the signal must not hold up what waits for it.
      const value = await Promise.race([code, aborted(signal)])
      if (signal.aborted) return endedFromOutside()
      return { outcome: 'completed', value }
    } catch (cause) {
      return signal.aborted ? endedFromOutside() : { outcome: 'failed', cause }
    }
  }

  function endedFromOutside(): FiberEnd {
    return { outcome: open.closing.aborted && !over.signal.aborted ? 'left' : 'cancelled' }
  }
}

const isOpen = (open: FiberSession, id: Id) => has(open.handle.view().open.fibers, id)

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function currentOf(open: FiberSession, id: Id, signal: AbortSignal): CurrentFiber {
  let stashes = open.transcript.journal.stashes(id)
  let places = 0
  return {
    id,
    signal,
    nextPlace: () => `${stashes}.${places++}`,
    // In turn, so that the newest is the last.
    stash: snapshot =>
      open.inTurn(id, async () => {
        const kept = await open.keep(snapshot)
        const offset = await open.append(view =>
          has(view.open.fibers, id) ? [{ type: 'fiber.stashed', fiber: id, snapshot: kept }] : null,
        )
        if (offset === null) throw fiberIsOver()
        stashes += 1
        places = 0
      }),
  }
}

/** The error of who does something in a fiber that is over. */
export function fiberIsOver(): RuntimeError {
  return new RuntimeError(
    'fiber-over',
    'The fiber was cancelled or its run is over, so nothing more is kept of it.',
  )
}

/** Whether an append failed because its session was deleted, so that nothing is left to write to. */
export function isGone(cause: unknown): boolean {
  return cause instanceof ServerError && cause.code === 'deleted'
}

/** Writes how a fiber ended, as often as it takes. */
async function settle(open: FiberSession, id: Id, end: FiberEnd): Promise<FiberEnd> {
  for (let failures = 0; ; failures++) {
    try {
      const { event, as } = await settledEvent(open, id, end)
      await open.append(view => (has(view.open.fibers, id) ? [event] : null))
      return as
    } catch (cause) {
      if (isGone(cause)) return { outcome: 'cancelled' }
      if (failures === 0)
        open.ports.report({
          message: `The end of fiber ${id} could not be written; it is tried again.`,
          cause,
        })
      await pause(open, Math.min(1000 * 2 ** failures, 60_000))
      if (open.closing.aborted) return { outcome: 'left' }
    }
  }
}

async function settledEvent(
  open: FiberSession,
  fiber: Id,
  end: FiberEnd,
): Promise<{ readonly event: Event; readonly as: FiberEnd }> {
  if (end.outcome === 'completed') {
    const kept = await keep(open, end.value)
    if ('output' in kept)
      return { event: { type: 'fiber.settled', fiber, outcome: 'completed', output: kept.output }, as: end }
    return settledEvent(open, fiber, { outcome: 'failed', cause: kept.cause })
  }
  const outcome = end.outcome === 'failed' ? 'failed' : 'cancelled'
  const error = end.outcome === 'failed' ? failureOf(open, end.cause) : ended
  return { event: { type: 'fiber.settled', fiber, outcome, error }, as: end }
}

const ended: Failure = { code: 'cancelled', message: 'What waited for the fiber came to an end.' }

/** What is not JSON is the fiber's failure; a disk that fails is not. */
async function keep(
  open: FiberSession,
  value: unknown,
): Promise<{ readonly output: ToolOutput } | { readonly cause: RuntimeError }> {
  try {
    return { output: await open.keep(value) }
  } catch (cause) {
    if (cause instanceof RuntimeError) return { cause }
    throw cause
  }
}

function failureOf({ ports }: FiberSession, cause: unknown): Failure {
  const code = cause instanceof RuntimeError ? cause.code : 'fiber-failed'
  return safeFailure(ports.redactor, {
    code,
    message: wordsOfError(cause) || 'The fiber failed without saying why.',
  })
}

function pause({ ports, closing }: FiberSession, delayMs: number): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      cancel()
      closing.removeEventListener('abort', end)
      resolve()
    }
    const cancel = ports.timers.after(delayMs, end)
    if (closing.aborted) end()
    else closing.addEventListener('abort', end, { once: true })
  })
}
