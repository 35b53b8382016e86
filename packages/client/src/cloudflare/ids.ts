import type { Id } from '@sluice/protocol'

/** A hash of a text, in base 36. */
function hash(text: string): string {
  let [a, b] = [1, 2]
  for (const letter of text) {
    a = Math.imul(a ^ letter.charCodeAt(0), 0x9e3779b1)
    b = Math.imul((b ^ a) + letter.charCodeAt(0), 0x85ebca6b)
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}

/** An id of ours for one of theirs: itself where it may be one, else what may stand of it and a hash. The same text gives the same id. [E4] */
export const idOf = (text: string): Id =>
  /^[\w-]{1,64}$/.test(text) ? text : `${text.replace(/[^\w-]/g, '_').slice(0, 50)}-${hash(text)}`

/** A name of ours for one of theirs. */
export const nameOf = (text: string): string => text.replace(/[^\w.-]/g, '_').slice(0, 64) || '_'
