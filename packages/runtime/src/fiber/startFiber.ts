import { has } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import type { Agent } from '../agent/defineAgent.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { carryOut, type FiberSurroundings } from './carryOut.ts'
import type { FiberSession } from './createFiberSession.ts'
import { idOfKey } from './ids.ts'
import { startedEvent } from './runFiber.ts'
import type { FiberCode, FiberHandler } from './types.ts'

/** The code for a fiber of a name; null when the agent has none. */
export function codeOf(handlers: Agent['fibers'], name: string, data: unknown): FiberCode | null {
  const handler: FiberHandler | undefined = Object.hasOwn(handlers, name) ? handlers[name] : undefined
  // What a handler takes is between it and who starts it.
  return handler === undefined ? null : fiber => handler(data as never, fiber)
}

/** Starts a fiber of the agent's in the background, unless its key is known. Resolves with its id when it is in the log. [R7] [R11] */
export async function startFiber(
  open: FiberSession,
  around: FiberSurroundings,
  name: string,
  input: unknown,
  key: string | null,
): Promise<{ readonly id: Id; readonly accepted: boolean; readonly done: Promise<unknown> | null }> {
  const id = key === null ? open.ports.newId('fiber') : idOfKey('fiber', key)
  return open.inTurn(id, async () => {
    const data = await open.keep(input)
    const code = codeOf(open.agent.fibers, name, await open.read(data))
    if (code === null)
      throw new RuntimeError(
        'unknown-fiber',
        `The agent ${open.agent.name} has no fiber named ${name}, so nobody could go on with it after a crash. Define it in the agent's fibers, or use runFiber.`,
      )
    if (key !== null && (await open.lookUp(id)) !== null) return { id, accepted: false, done: null }
    const offset = await open.append(view =>
      has(view.open.fibers, id) ? null : [{ ...startedEvent(open, id, { name, key, run: null }), data }],
    )
    if (offset === null) return { id, accepted: false, done: null }
    const done = carryOut(open, around, { id, name, attempt: 1, snapshot: null, code, outer: null })
    return { id, accepted: true, done }
  })
}
