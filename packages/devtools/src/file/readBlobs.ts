import type { BlobRef, SessionFileBlob } from '@sluice/protocol'

/** Gets a blob for a file; null where it may not be read or is not there. */
export type ReadBlob = (blob: BlobRef) => Promise<SessionFileBlob | null>

/** A browser gives up requests when thousands of them are asked for at once. */
const AT_ONCE = 6

/** What was read of a log's content. */
export interface ReadBlobs {
  readonly blobs: readonly SessionFileBlob[]
  /** How many could not be read. */
  readonly missing: number
}

/** Reads content, a few blobs at a time, in the order in which they are named. */
export async function readBlobs(named: readonly BlobRef[], readBlob: ReadBlob): Promise<ReadBlobs> {
  const found: (SessionFileBlob | null)[] = []
  const waiting = named.entries()
  const work = async () => {
    for (const [index, blob] of waiting) found[index] = await readBlob(blob).catch(() => null)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const blobs = found.filter(blob => blob !== null)
  return { blobs, missing: found.length - blobs.length }
}
