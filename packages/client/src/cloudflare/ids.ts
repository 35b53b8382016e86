import type { Id } from '@sluice/protocol'

/** A hash of 53 bits (cyrb53), in base 36. */
function hash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 2654435761)
    b = Math.imul(b ^ unit, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36)
}

/** An id of ours for one of theirs: itself where it may be one, else what may stand of it and a hash. The same text gives the same id. [E4] */
export const idOf = (text: string): Id =>
  /^[\w-]{1,64}$/.test(text) ? text : `${text.replace(/[^\w-]/g, '_').slice(0, 50)}-${hash(text)}`

/** A name of ours for one of theirs. */
export const nameOf = (text: string): string => text.replace(/[^\w.-]/g, '_').slice(0, 64) || '_'
