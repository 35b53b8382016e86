import { type Fiber, get, has } from '@sluice/fold'
import type { Failure, Id, Json } from '@sluice/protocol'
import { safeFailure } from '../text/safeFailure.ts'
import { wordsOfError } from '../text/wordsOfError.ts'
import { carryOut, type FiberSurroundings } from './carryOut.ts'
import type { FiberSession } from './createFiberSession.ts'
import { markRecovered } from './runFiber.ts'
import { codeOf } from './startFiber.ts'
import type { FiberCode, FiberDecision } from './types.ts'

/**
 * Takes up the open fibers of a session that no code of this process runs: the agent's `onFiberRecovered` decides, else the handler of their name goes on, else
 * who uses their key may; the others are settled as lost. Resolves with those that go on. [R1] [R11]
 */
export async function recoverFibers(
  open: FiberSession,
  around: FiberSurroundings,
  reason: string,
): Promise<readonly Promise<unknown>[]> {
  const lost = Object.keys(open.handle.view().open.fibers)
  const begun = await Promise.all(lost.map(id => open.inTurn(id, () => recover(open, around, id, reason))))
  return begun.filter(done => done !== null).map(({ done }) => done)
}

async function recover(
  open: FiberSession,
  around: FiberSurroundings,
  id: Id,
  reason: string,
): Promise<{ readonly done: Promise<unknown> } | null> {
  const fiber = get(open.handle.view().open.fibers, id)
  if (fiber === null || open.running.has(id)) return null
  const { agent } = open
  const handlers = fiber.timer === null ? agent.fibers : agent.timers
  const code = codeOf(handlers, fiber.name, await open.read(fiber.data))
  // Nobody here knows how it goes on, but a caller may come who does.
  if (agent.onFiberRecovered === null && code === null && fiber.key !== null) return null
  const attempt = await markRecovered(open, id, reason)
  if (attempt === null) return null
  const snapshot = await open.read(fiber.snapshot)
  const next = await decide(open, fiber, snapshot, attempt, reason, code)
  if (next === null) return null
  if (typeof next === 'function') {
    const { name } = fiber
    return {
      done: carryOut(open, around, { id, name, attempt: attempt + 1, snapshot, code: next, outer: null }),
    }
  }
  await settle(open, id, next)
  return null
}

type Settlement = { readonly output: unknown } | { readonly error: Failure }

async function decide(
  open: FiberSession,
  fiber: Fiber,
  snapshot: Json,
  attempt: number,
  reason: string,
  usual: FiberCode | null,
): Promise<FiberCode | Settlement | null> {
  const { id, name, key } = fiber
  let decision: FiberDecision | undefined
  try {
    decision = await open.agent.onFiberRecovered?.({ id, name, key, snapshot, attempt, reason })
  } catch (cause) {
    open.ports.report({
      message: `onFiberRecovered failed for fiber ${id} (${name}), so it is given up.`,
      cause,
    })
    return {
      error: {
        code: 'fiber-lost',
        message: `What should decide about the lost fiber failed: ${wordsOfError(cause)}`,
      },
    }
  }
  if (decision === undefined) {
    if (usual !== null) return usual
    return key === null ? { error: nobody(name) } : null
  }
  if ('goOn' in decision) return decision.goOn
  if ('giveUp' in decision) return { error: { code: 'given-up', message: decision.giveUp } }
  const { settle: end } = decision
  return 'error' in end ? { error: { code: 'fiber-failed', message: end.error } } : end
}

const nobody = (name: string): Failure => ({
  code: 'fiber-lost',
  message: `The process that ran the fiber ${name} stopped, and nothing says how it goes on. Give it a key, define it in the agent's fibers, or decide in onFiberRecovered.`,
})

async function settle(open: FiberSession, id: Id, end: Settlement): Promise<void> {
  const result =
    'error' in end
      ? ({ outcome: 'failed', error: safeFailure(open.ports.redactor, end.error) } as const)
      : ({ outcome: 'completed', output: await open.keep(end.output) } as const)
  await open.append(view =>
    has(view.open.fibers, id) ? [{ type: 'fiber.settled', fiber: id, ...result }] : null,
  )
}
