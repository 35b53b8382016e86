import {
  type Actor,
  type AnyEvent,
  type Envelope,
  isEvent,
  type Offset,
  type PatchOperation,
} from '@sluice/protocol'

/** A patch of the shared state in a log. */
export interface StatePatch {
  readonly position: number
  readonly offset: Offset
  readonly at: number
  readonly actor: Actor
  readonly operations: readonly PatchOperation[]
}

/** Finds the patches of one log, to which more may be added at its end. Each envelope is looked at once; what is malformed is passed over. [D6] */
export function createStateHistory(envelopes: readonly Envelope[]): (count: number) => readonly StatePatch[] {
  const patches: StatePatch[] = []
  let scanned = 0
  return count => {
    for (; scanned < count; scanned++) {
      const envelope = envelopes[scanned]
      if (envelope?.event.type !== 'state.patched') continue
      const { event, offset, at, actor } = envelope
      if (!isEvent('state.patched', event)) continue
      patches.push({ position: scanned, offset, at, actor, operations: event.patch })
    }
    return patches
  }
}

/** Which stands for the whole array that it may be an index into: what is put in before it moves what comes after. [E12] */
function writtenPath(path: string): string {
  const keys = path.split('/')
  const index = keys.findIndex(key => /^(\d+|-)$/.test(key))
  return index < 0 ? path : keys.slice(0, index).join('/')
}

const isAtOrBelow = (path: string, above: string) => path === above || path.startsWith(`${above}/`)

/** Whether a patch may have changed what is at a pointer. */
function touches({ operations }: StatePatch, pointer: string): boolean {
  return operations.some(operation => {
    if (operation.op === 'test') return false
    const written = writtenPath(operation.path)
    return isAtOrBelow(operation.path, pointer) || isAtOrBelow(pointer, written)
  })
}

/** The patches up to a position that touched a pointer, the newest first. */
export function patchesOf(
  patches: readonly StatePatch[],
  pointer: string,
  position: number,
): readonly StatePatch[] {
  return patches.filter(patch => patch.position <= position && touches(patch, pointer)).toReversed()
}

/** The first place that an event writes; undefined for one that writes none. */
export function patchedPath(event: AnyEvent | undefined): string | undefined {
  if (event?.type !== 'state.patched' || !isEvent('state.patched', event)) return undefined
  return event.patch.find(({ op }) => op !== 'test')?.path
}
