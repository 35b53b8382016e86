import { type AnyEvent, type Envelope, isAfter, type Offset } from '@sluice/protocol'
import type { OutFrame } from '../connection/types.ts'
import { ServerError } from '../ServerError.ts'

/** The largest event, in bytes of JSON. [E8] */
const EVENT_LIMIT_BYTES = 64 * 1024

/** How much text of envelopes or of a snapshot a frame holds at most; one envelope may be more. [S4] */
export const FRAME_LIMIT = 64 * 1024

/** An envelope and its JSON. */
export interface EncodedEnvelope {
  readonly envelope: Envelope
  readonly text: string
}

/** Consecutive envelopes that fit into one frame, and the frames that were made of them. */
export interface Chunk {
  readonly after: Offset | null
  readonly last: Offset
  /** The `events` frame for a channel; the same object whenever the same channel number is asked for. [S4] */
  frame(channel: number): OutFrame
}

/** The JSON of an event. Throws `frame-too-large` above the limit. [E8] */
export function encodeEvent(event: AnyEvent): string {
  const text = JSON.stringify(event)
  const bytes = Buffer.byteLength(text)
  if (bytes <= EVENT_LIMIT_BYTES) return text
  throw new ServerError(
    'frame-too-large',
    `The event ${event.type} has ${bytes} bytes, more than the ${EVENT_LIMIT_BYTES} that every reader has to take. Store its content as a blob and name that.`,
  )
}

/** The JSON of an envelope whose event is encoded already. */
export function encodeEnvelope(envelope: Envelope, event: string): string {
  const { event: _, ...rest } = envelope
  return `${JSON.stringify(rest).slice(0, -1)},"event":${event}}`
}

function createChunk(after: Offset | null, last: Offset, body: string): Chunk {
  const frames = new Map<number, OutFrame>()
  return {
    after,
    last,
    frame: channel => {
      let frame = frames.get(channel)
      if (frame === undefined) {
        frame = {
          text: `{"type":"events","channel":${channel},"after":${JSON.stringify(after)},"envelopes":[${body}]}`,
        }
        frames.set(channel, frame)
      }
      return frame
    },
  }
}

/** How large the first frame of a catch-up is; each further one is twice as large, up to the limit, so that a connection which lives only for a few kilobytes brings its reader on. */
export const FIRST_FRAME_LIMIT = 4 * 1024

/** Cuts what follows an offset into chunks of at most `limit` bytes of text, or one envelope; the first at most `first`. [S4] */
export function cutIntoChunks(
  after: Offset | null,
  encoded: readonly EncodedEnvelope[],
  limit: number,
  first: number = limit,
): Chunk[] {
  let most = Math.min(first, limit)
  const chunks: Chunk[] = []
  let texts: string[] = []
  let length = 0
  let start = after
  let last = after
  const close = () => {
    if (last !== null && isAfter(last, start)) chunks.push(createChunk(start, last, texts.join(',')))
    texts = []
    length = 0
    start = last
    most = Math.min(most * 2, limit)
  }
  for (const { envelope, text } of encoded) {
    const size = Buffer.byteLength(text) + 1
    if (length > 0 && length + size > most) close()
    texts.push(text)
    length += size
    last = envelope.offset
  }
  close()
  return chunks
}
