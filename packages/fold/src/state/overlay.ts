import type { Json, Patch } from '@sluice/protocol'
import { applyPatch } from './applyPatch.ts'

/** Lays patches over a state, in order; one that does not apply is left out. Without patches it is the same state, by reference. [C8] */
export function overlay(state: Json, patches: readonly Patch[]): Json {
  return patches.reduce<Json>((document, patch) => {
    const result = applyPatch(document, patch)
    return result.ok ? result.value : document
  }, state)
}
