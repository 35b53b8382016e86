import type { Id } from '@sluice/protocol'

/** Thrown by a reducer before it changes anything, and caught by the fold, which counts a fault with its message as the reason. [F3] */
export class Impossible extends Error {}

/** Ends a reducer: the event cannot be folded, for this reason. */
export function fail(reason: string): never {
  throw new Impossible(reason)
}

/** Ends a reducer that would make a thing twice. */
export const failTwice = (id: Id): never => fail(`${id} is there already`)
