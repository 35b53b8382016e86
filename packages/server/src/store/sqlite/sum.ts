import { crc32 } from 'node:zlib'

/**
 * Sums what a row says and where it stands: SQLite notices a page that is not a page, this notices one that says something else. A signed
 * 32-bit number, because SQLite stores that in four bytes.
 */
export function sumOf(place: string, content: string): number {
  return crc32(`${place}\n${content}`) | 0
}

/** The same sum of a content in UTF-8. */
export function sumOfBytes(place: string, content: Uint8Array): number {
  return crc32(content, crc32(`${place}\n`)) | 0
}
