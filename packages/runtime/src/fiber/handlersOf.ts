import { RuntimeError } from '../RuntimeError.ts'
import type { FiberHandler } from './types.ts'

/** Names that the runtime uses itself: a run is a fiber, a sleep is a timer. */
const TAKEN: Readonly<Record<'fiber' | 'timer', string>> = { fiber: 'run', timer: 'sleep' }

/** Checks the handlers of an agent. Throws a RuntimeError `bad-definition` for a name that cannot stand in a log. */
export function handlersOf(
  kind: 'fiber' | 'timer',
  agent: string,
  handlers: Readonly<Record<string, FiberHandler>> = {},
): Readonly<Record<string, FiberHandler>> {
  for (const name of Object.keys(handlers))
    if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name) || name === TAKEN[kind])
      throw new RuntimeError(
        'bad-definition',
        `${JSON.stringify(name)} cannot be the name of a ${kind} of the agent ${agent}. Use 1 to 64 of A-Z, a-z, 0-9, underscore, dot and hyphen, and not ${TAKEN[kind]}.`,
      )
  return handlers
}
