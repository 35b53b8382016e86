import type { BlobRef } from '@sluice/protocol'
import type { SessionHandle } from '@sluice/server'
import type { TurnImage } from '../harness/Harness.ts'

/** A file that a person attached to a message. */
export interface TranscriptFile {
  readonly name: string | null
  readonly ref: BlobRef
}

/** How much of what people attach a model is given. */
export interface AttachmentLimits {
  /** A text file above this many bytes is only named. */
  readonly textFileBytes: number
  /** Text files together, of all messages; the newest are given. */
  readonly textBytes: number
  /** An image above this many bytes is only named. */
  readonly imageBytes: number
  /** Of all images of a conversation the newest so many are given. */
  readonly images: number
}

/** What stands for files in a turn: text files and the names of others, and images. */
export interface Attached {
  readonly text: string
  readonly images: readonly TurnImage[]
}

/** Reads the files of one conversation, from the newest message to the oldest. */
export interface Attachments {
  read(files: readonly TranscriptFile[]): Promise<Attached>
}

/**
 * Makes the reader of the files of a session. It reads blobs of this session for readers and nothing else: whoever sends a message cannot have
 * the model tell them what only inspectors may see, or what another session holds. What a file is, its bytes say and not its sender. [R15]
 */
export function createAttachments(
  session: Pick<SessionHandle, 'getBlob'>,
  limits: AttachmentLimits,
): Attachments {
  let imagesLeft = limits.images
  let textLeft = limits.textBytes

  async function readOne({ name, ref }: TranscriptFile): Promise<string | TurnImage> {
    const blob = await session.getBlob(ref.blob)
    if (blob === null || blob.audience !== 'readers') return named(name, ref, 'it is not there')
    const { bytes } = blob
    const mediaType = imageTypeOf(bytes)
    if (mediaType !== null) {
      if (bytes.length > limits.imageBytes) return named(name, ref, 'it is too large to be looked at')
      if (imagesLeft === 0) return named(name, ref, 'newer images took its place')
      imagesLeft--
      return { mediaType, base64: Buffer.from(bytes).toString('base64') }
    }
    if (bytes.length > limits.textFileBytes) return named(name, ref, 'it is too large to be read')
    const text = textOf(bytes)
    if (text === null) return named(name, ref, 'its format cannot be read')
    if (bytes.length > textLeft) return named(name, ref, 'newer files took its place')
    textLeft -= bytes.length
    return `<file name=${quoted(name ?? '')} type=${quoted(ref.mediaType)}>\n${text}\n</file>`
  }

  return {
    read: async files => {
      const texts: string[] = []
      const images: TurnImage[] = []
      for (const file of files) {
        const read = await readOne(file)
        if (typeof read === 'string') texts.push(read)
        else images.push(read)
      }
      return { text: texts.join('\n\n'), images }
    },
  }
}

function named(name: string | null, { mediaType, bytes }: BlobRef, why: string): string {
  return `[file ${quoted(name ?? '')}, ${mediaType}, ${bytes} bytes: ${why}]`
}

/** Names come from people; none may end the tag that it stands in. */
function quoted(name: string): string {
  return JSON.stringify(name.replace(/[<>]/g, ''))
}

/** The raster formats that all large providers take, by the bytes with which they begin. */
function imageTypeOf(bytes: Uint8Array): string | null {
  const begins = (text: string, at = 0) =>
    [...text].every((char, index) => bytes[at + index] === char.charCodeAt(0))
  if (begins('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (begins('\xff\xd8\xff')) return 'image/jpeg'
  if (begins('GIF87a') || begins('GIF89a')) return 'image/gif'
  return begins('RIFF') && begins('WEBP', 8) ? 'image/webp' : null
}

/** Control characters that stand in text: tab, line feed, vertical tab, form feed, carriage return, escape. */
const CONTROLS_OF_TEXT = new Set([9, 10, 11, 12, 13, 27])

function textOf(bytes: Uint8Array): string | null {
  if (bytes.some(byte => byte < 32 && !CONTROLS_OF_TEXT.has(byte))) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.startsWith('%PDF-') ? null : text
  } catch {
    return null
  }
}
