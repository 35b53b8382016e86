import { existsSync, readFileSync } from 'node:fs'

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

/** Without its last bit, which says that the sums are big-endian. */
const MAGIC = 0x377f0682

type Sums = readonly [number, number]

/** Adds to the running sums of SQLite's write-ahead log; the length of a stretch is a multiple of 8. */
function addSums(file: DataView, [first, second]: Sums, start: number, end: number, little: boolean): Sums {
  let a = first
  let b = second
  for (let at = start; at < end; at += 8) {
    a = (a + file.getUint32(at, little) + b) | 0
    b = (b + file.getUint32(at + 4, little) + a) | 0
  }
  return [a, b]
}

const hasSums = (file: DataView, at: number, [a, b]: Sums): boolean =>
  file.getInt32(at) === a && file.getInt32(at + 4) === b

/**
 * Says what was lost in the middle of a write-ahead log, or null for one that is whole. SQLite stops at the first frame that does not fit and takes
 * what comes after it for a commit that was cut off. But a commit is on disk before the next is begun: where a commit and then more of the same
 * generation follow that frame, the commit was acknowledged, and opening the database would silently take it back. A log that ends early is not
 * noticed: it is that of an earlier moment. Format: https://sqlite.org/fileformat.html#walformat
 */
export function findLostCommit(path: string, pageBytes: number): string | null {
  if (!existsSync(path)) return null
  const bytes = readFileSync(path)
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const frameBytes = FRAME_HEADER_BYTES + pageBytes
  const frames = Math.floor((bytes.length - HEADER_BYTES) / frameBytes)
  if (frames < 1) return null

  const isLittle = (file.getUint32(0) & 1) === 0
  let sums = addSums(file, [0, 0], 0, 24, isLittle)
  const isHeaderWhole = (file.getUint32(0) & ~1) === MAGIC && hasSums(file, 24, sums)
  // Each frame repeats the two salts that name the generation; frames of an older one may come behind.
  const generation = file.getBigUint64(isHeaderWhole ? 16 : HEADER_BYTES + 8)

  let brokenAt = isHeaderWhole ? null : 0
  let isCommitLost = false
  for (let frame = 1; frame <= frames; frame += 1) {
    const at = HEADER_BYTES + (frame - 1) * frameBytes
    const isOfGeneration = file.getBigUint64(at + 8) === generation
    if (brokenAt === null) {
      sums = addSums(file, sums, at, at + 8, isLittle)
      sums = addSums(file, sums, at + FRAME_HEADER_BYTES, at + frameBytes, isLittle)
      if (isOfGeneration && hasSums(file, at + 16, sums)) continue
      brokenAt = frame
    }
    if (!isOfGeneration) continue
    if (isCommitLost) return `${path} breaks off at frame ${brokenAt}, before commits that were acknowledged`
    // The size of the database after the commit stands in its last frame; in the others stands 0.
    isCommitLost = file.getUint32(at + 4) !== 0
  }
  return null
}
