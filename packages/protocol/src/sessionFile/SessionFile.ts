import * as v from 'valibot'
import { envelope } from '../envelope.ts'
import { count, name, sessionRef } from '../ids.ts'
import { json } from '../json.ts'

/** The `format` of a session file; another one is another file. */
export const SESSION_FILE_FORMAT = 'sluice.session.1'

/** Schema of the description of an agent: what a reader may want to know who has only the file. */
export const agentDescription = v.object({
  name,
  description: v.exactOptional(v.string()),
  model: v.exactOptional(v.string()),
  instructions: v.exactOptional(v.string()),
  tools: v.exactOptional(
    v.array(
      v.object({
        name,
        description: v.exactOptional(v.string()),
        /** JSON schema of the arguments. */
        parameters: v.exactOptional(json),
      }),
    ),
  ),
})

/** What is known of an agent beside what its log says. */
export type AgentDescription = v.InferOutput<typeof agentDescription>

/** Schema of the first line of a session file. */
export const sessionFileHeader = v.object({
  format: v.literal(SESSION_FILE_FORMAT),
  /** The event revision of who wrote it. [W6] */
  revision: count,
  session: sessionRef,
  agent: agentDescription,
})

/** The first line of a session file. */
export type SessionFileHeader = v.InferOutput<typeof sessionFileHeader>

/** Schema of the line of a blob: its content is `text`, or `base64` where that is no text. */
export const sessionFileBlob = v.object({
  /** The content's SHA-256, 64 lower-case hex digits. */
  blob: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  mediaType: v.pipe(v.string(), v.maxLength(255)),
  text: v.exactOptional(v.string()),
  base64: v.exactOptional(v.pipe(v.string(), v.base64())),
})

/** A blob of a session file. */
export type SessionFileBlob = v.InferOutput<typeof sessionFileBlob>

/** Schema of the last line of a session file, which says that it is whole. */
export const sessionFileEnd = v.object({ end: v.object({ envelopes: count, blobs: count }) })

/** Schema of the line of an event. */
export const sessionFileEnvelope = envelope

/** A session as a file: its log, and the blobs that were kept with it. */
export interface SessionFile {
  readonly header: SessionFileHeader
  readonly envelopes: readonly v.InferOutput<typeof envelope>[]
  readonly blobs: readonly SessionFileBlob[]
}
