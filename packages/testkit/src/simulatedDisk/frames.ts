/** A commit as it stands on a simulated disk, and where the next begins. */
export interface Frame {
  readonly content: string
  readonly sum: number
  readonly end: number
}

/** Sums a text (FNV-1a), going on from the sum of the frame before, so that a frame of an older try never fits behind a newer one. */
function sumOf(text: string, before: number): number {
  let sum = before ^ 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  }
  return sum >>> 0
}

/** Makes the text of a frame. */
export function encodeFrame(content: string, before: number): { text: string; sum: number } {
  const sum = sumOf(content, before)
  return { text: `${content.length}:${sum}:${content}\n`, sum }
}

const HEADER = /(\d+):(\d+):/y

/** Reads the frame that begins at a position; null when there is none that is whole. */
export function decodeFrame(file: string, start: number, before: number): Frame | null {
  HEADER.lastIndex = start
  const [header = '', length, sum] = HEADER.exec(file) ?? []
  if (header === '') return null
  const content = file.slice(start + header.length, start + header.length + Number(length))
  const end = start + header.length + Number(length) + 1
  const isWhole = file[end - 1] === '\n' && sumOf(content, before) === Number(sum)
  return isWhole ? { content, sum: Number(sum), end } : null
}
