import * as v from 'valibot'
import { count } from './ids.ts'

/** Schema of a {@link BlobRef}. */
export const blobRef = v.object({
  /** The content's SHA-256, 64 lower-case hex digits. */
  blob: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** Length of the content in bytes. */
  bytes: count,
  mediaType: v.pipe(v.string(), v.maxLength(255)),
  /** The beginning of the content as text, for readers who do not open it. */
  preview: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))),
})

/** Names content that is kept beside the log. [E8] */
export type BlobRef = v.InferOutput<typeof blobRef>
