import { get, has } from '@sluice/fold'
import type { Event, Id, Json } from '@sluice/protocol'
import { RuntimeError } from '../RuntimeError.ts'
import { reasonToGiveUp } from '../recovery/limits.ts'
import { carryOut, type FiberSurroundings, fiberIsOver } from './carryOut.ts'
import type { FiberSession } from './createFiberSession.ts'
import type { SettledFiber } from './createJournal.ts'
import type { FiberEnd } from './FiberEnd.ts'
import { idOfKey } from './ids.ts'
import type { FiberCode } from './types.ts'

/** What a fiber is to be. */
export interface FiberRequest {
  readonly name: string
  readonly key: string | null
  /** The run that it is part of. */
  readonly run: Id | null
  readonly outer: AbortSignal | null
  readonly code: FiberCode
}

const LOST = 'The process that ran the fiber stopped, and its key was used again.'

/** Runs code as a fiber, and resolves with what came of it, by this process or an earlier one. [R11] */
export async function runFiber(
  open: FiberSession,
  around: FiberSurroundings,
  request: FiberRequest,
): Promise<unknown> {
  const id = request.key === null ? open.ports.newId('fiber') : idOfKey('fiber', request.key)
  const found = await open.inTurn(id, () => begin(open, around, id, request))
  return 'settled' in found ? answer(open, found.settled) : outcomeOf(await found.done)
}

type Begun = { readonly settled: SettledFiber } | { readonly done: Promise<FiberEnd> }

async function begin(
  open: FiberSession,
  around: FiberSurroundings,
  id: Id,
  request: FiberRequest,
): Promise<Begun> {
  const { name, outer, code } = request
  if (request.key !== null) {
    const known = await find(open, id)
    if (known !== null) return known
    if (has(open.handle.view().open.fibers, id)) return takeOver(open, around, id, request)
  }
  const offset = await open.append(view =>
    has(view.open.fibers, id) || (request.run !== null && !has(view.open.runs, request.run))
      ? null
      : [startedEvent(open, id, request)],
  )
  if (offset === null) throw fiberIsOver()
  return { done: carryOut(open, around, { id, name, attempt: 1, snapshot: null, code, outer }) }
}

/** A fiber that runs here, or has settled. */
async function find(open: FiberSession, id: Id): Promise<Begun | null> {
  const running = open.running.get(id)
  if (running !== undefined) return { done: running.done }
  const settled = await open.lookUp(id)
  return settled === null ? null : { settled }
}

/** Goes on with a fiber that a process lost: the code is the caller's, the snapshot is the fiber's. */
async function takeOver(
  open: FiberSession,
  around: FiberSurroundings,
  id: Id,
  { name, code, outer }: FiberRequest,
): Promise<Begun> {
  const attempt = await markRecovered(open, id, LOST)
  if (attempt === null) {
    const settled = await open.lookUp(id)
    if (settled === null) throw fiberIsOver()
    return { settled }
  }
  const snapshot = await open.read(get(open.handle.view().open.fibers, id)?.snapshot ?? null)
  return { done: carryOut(open, around, { id, name, attempt: attempt + 1, snapshot, code, outer }) }
}

/**
 * Notes that a lost fiber is taken up. Resolves with how often it was interrupted, or with null when it is over, because that was too often or somebody
 * settled it. One that only slept has lost nothing. [R1]
 */
export async function markRecovered(open: FiberSession, id: Id, reason: string): Promise<number | null> {
  await open.catchUp()
  const fiber = get(open.handle.view().open.fibers, id)
  if (fiber === null) return null
  const sleeps = Object.values(open.handle.view().open.timers).some(timer => timer.fiber === id)
  const error = sleeps ? null : reasonToGiveUp('fiber', open.recovery, open.transcript.interruptions.of(id))
  const attempt = fiber.recoveries + (sleeps ? 0 : 1)
  const event: Event =
    error === null
      ? { type: 'fiber.recovered', fiber: id, attempt, reason }
      : { type: 'fiber.settled', fiber: id, outcome: 'failed', error }
  const offset = await open.append(view => (has(view.open.fibers, id) ? [event] : null), 'host')
  return offset === null || error !== null ? null : attempt
}

/** The event that starts a fiber. */
export function startedEvent(
  { ports }: Pick<FiberSession, 'ports'>,
  fiber: Id,
  { name, key, run }: Pick<FiberRequest, 'name' | 'key' | 'run'>,
): Event<'fiber.started'> {
  return {
    type: 'fiber.started',
    fiber,
    name,
    ...(run === null ? {} : { run }),
    ...(key === null ? {} : { key: ports.redactor.text(key).slice(0, 256) }),
  }
}

function outcomeOf(end: FiberEnd): unknown {
  switch (end.outcome) {
    case 'completed':
      return end.value
    case 'failed':
      throw end.cause
    case 'cancelled':
      throw fiberIsOver()
    case 'left':
      throw new RuntimeError('closed', 'The host closed while the fiber ran; the next host goes on with it.')
  }
}

async function answer(open: FiberSession, { outcome, output, error }: SettledFiber): Promise<Json> {
  if (outcome === 'completed') return open.read(output)
  if (outcome === 'failed')
    throw new RuntimeError('fiber-failed', error?.message ?? 'The fiber failed when it ran.')
  throw fiberIsOver()
}
