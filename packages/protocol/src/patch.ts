import * as v from 'valibot'
import { json } from './json.ts'

/** RFC 6901 pointer; whether it points at something is for whoever applies it. */
const pointer = v.pipe(v.string(), v.maxLength(1024), v.regex(/^(?:\/(?:[^~/]|~[01])*)*$/))

/** Schema of a {@link PatchOperation}. */
export const patchOperation = v.variant('op', [
  v.object({ op: v.picklist(['add', 'replace', 'test']), path: pointer, value: json }),
  v.object({ op: v.literal('remove'), path: pointer }),
])

/** One operation of RFC 6902, of the four that a log may hold. [E12] */
export type PatchOperation = v.InferOutput<typeof patchOperation>

/** Schema of a patch: 1 to 1,000 operations, applied in order, all or none. */
export const patch = v.pipe(v.array(patchOperation), v.minLength(1), v.maxLength(1000))

/** A patch of the shared state. */
export type Patch = v.InferOutput<typeof patch>
