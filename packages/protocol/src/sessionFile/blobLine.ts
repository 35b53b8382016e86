import type { BlobRef } from '../blob.ts'
import type { SessionFileBlob } from './SessionFile.ts'

/** Makes the line of a blob: its content as text where the bytes are that, else in base64. [P1] */
export function blobLine({ blob, mediaType }: BlobRef, bytes: Uint8Array): SessionFileBlob {
  try {
    return { blob, mediaType, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    let binary = ''
    for (const byte of bytes) binary += String.fromCharCode(byte)
    return { blob, mediaType, base64: btoa(binary) }
  }
}

/** The bytes that the line of a blob stands for. */
export function blobBytes({ text, base64 }: SessionFileBlob): Uint8Array<ArrayBuffer> {
  return base64 === undefined
    ? new TextEncoder().encode(text)
    : Uint8Array.from(atob(base64), char => char.charCodeAt(0))
}
