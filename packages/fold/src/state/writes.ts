import type { Actor, Json, Offset, Patch } from '@sluice/protocol'
import { isAfter } from '@sluice/protocol'
import type { StateWrite, View } from '../view.ts'
import { child, pointerKeys } from './applyPatch.ts'

/** The pointer that a write of a path counts for: an index into an array counts as the whole array. [E12] */
function countedPath(document: Json, path: string): string {
  const keys = pointerKeys(path)
  let node: Json | undefined = document
  let depth = 0
  for (; depth < keys.length && !Array.isArray(node); depth++) node = child(node, keys[depth] as string)
  return path
    .split('/')
    .slice(0, depth + 1)
    .join('/')
}

const isAtOrBelow = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`)

/** Notes a patch's writes; entries below a written path are dropped. */
export function noteWrites(
  writes: View['stateWrites'],
  document: Json,
  patch: Patch,
  write: StateWrite,
): View['stateWrites'] {
  const written = patch
    .filter(operation => operation.op !== 'test')
    .map(operation => countedPath(document, operation.path))
  if (written.length === 0) return writes
  const kept = Object.entries(writes).filter(([path]) => !written.some(above => isAtOrBelow(path, above)))
  // A pointer is empty or begins with a slash, so no key here is `__proto__`.
  return Object.fromEntries([...kept, ...written.map(path => [path, write] as const)])
}

/** The path of a patch that somebody else wrote after `base`, or null. An actor's own later writes do not conflict. [E12] */
export function findConflict(view: View, patch: Patch, base: Offset | null, actor: Actor): string | null {
  for (const operation of patch) {
    const path = countedPath(view.state, operation.path)
    for (const [written, { offset, actor: writer }] of Object.entries(view.stateWrites)) {
      if (!isAfter(offset, base) || (writer.kind === actor.kind && writer.id === actor.id)) continue
      if (isAtOrBelow(path, written) || isAtOrBelow(written, path)) return written
    }
  }
  return null
}

/** Who wrote a path of the shared state last, or what it is in, or something in it; null for what stands there since the session began. [E12] */
export function lastWrite(view: View, path: string): StateWrite | null {
  const counted = countedPath(view.state, path)
  return Object.entries(view.stateWrites).reduce<StateWrite | null>(
    (last, [written, write]) =>
      (isAtOrBelow(counted, written) || isAtOrBelow(written, counted)) &&
      isAfter(write.offset, last?.offset ?? null)
        ? write
        : last,
    null,
  )
}
