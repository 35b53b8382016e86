import { applyPatch } from '@sluice/fold'
import type { Id, Json, Patch } from '@sluice/protocol'

/** What the patches of the state need of their connection. */
export interface StatePatchesOptions {
  /** The state as the server last confirmed it. */
  state(): Json | undefined
  /** Sends a whole state, which is all that the server takes. */
  send(state: Json): void
  /** Resolves when the server has worked off all that was sent before. */
  reached(): Promise<void>
  /** The server has taken a patch over. */
  accepted(commandId: Id, state: Json | undefined): void
  refused(commandId: Id, reason: string): void
}

/** The patches of the state that the server has not answered. */
export interface StatePatches {
  add(commandId: Id, patch: Patch): void
  /** The server would not have the state that was sent last. */
  refuse(reason: string): void
  /** Forgets all: the connection is gone. */
  drop(): void
}

/**
 * Creates the patches of a state. The server takes whole states, the last wins, and says only what it would not have: so one is sent at a time, made of
 * what is confirmed, and counts when the server is behind it without a word against it. [C8]
 */
export function createStatePatches({
  state,
  send,
  reached,
  accepted,
  refused,
}: StatePatchesOptions): StatePatches {
  let queue: (readonly [commandId: Id, patch: Patch])[] = []
  let isBusy = false
  let reason: string | null = null
  let generation = 0

  async function work(): Promise<void> {
    const mine = generation
    const isMine = (): boolean => mine === generation
    isBusy = true
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [commandId, patch] = next
      const result = applyPatch(state() ?? {}, patch)
      if (!result.ok) {
        refused(commandId, result.reason)
        continue
      }
      reason = null
      // What comes before the server is there was the state before ours, what comes after it is of somebody later.
      let before: Json | undefined
      const isThere = reached().then(() => {
        before = state()
      })
      send(result.value)
      const isBehind = reached()
      await isThere
      if (!isMine()) return
      await isBehind
      if (!isMine()) return
      if (reason !== null) refused(commandId, reason)
      else accepted(commandId, state() === before ? result.value : state())
    }
    isBusy = false
  }

  return {
    add(commandId, patch) {
      queue.push([commandId, patch])
      if (!isBusy) void work()
    },
    refuse(said) {
      reason = said
    },
    drop() {
      generation += 1
      queue = []
      isBusy = false
    },
  }
}
