import * as v from 'valibot'
import { blobRef } from './blob.ts'
import { id, name } from './ids.ts'
import { json } from './json.ts'

const text = v.object({ part: id, kind: v.literal('text'), text: v.string() })
const file = v.object({
  part: id,
  kind: v.literal('file'),
  file: blobRef,
  filename: v.exactOptional(v.pipe(v.string(), v.maxLength(255))),
})
const source = v.object({
  part: id,
  kind: v.literal('source'),
  url: v.pipe(v.string(), v.maxLength(4096)),
  title: v.exactOptional(v.pipe(v.string(), v.maxLength(512))),
})
const data = v.object({ part: id, kind: v.literal('data'), name, data: json })

/** Schema of a {@link WholePart}. */
export const wholePart = v.variant('kind', [text, file, source, data])

/** A part that is complete when it is made: all of a person's message, and an agent's files, sources and data. */
export type WholePart = v.InferOutput<typeof wholePart>

/** Schema of a {@link PartInput}. */
export const partInput = v.variant('kind', [
  v.omit(text, ['part']),
  v.omit(file, ['part']),
  v.omit(source, ['part']),
  v.omit(data, ['part']),
])

/** A part as a client sends it: without an id, which is derived from the command's. [E4] */
export type PartInput = v.InferOutput<typeof partInput>
