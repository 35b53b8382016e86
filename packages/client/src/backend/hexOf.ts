/** A number of 32 bits that two different texts do not share by chance, another one for each seed. Not for secrets. */
function scramble(text: string, seed: number): number {
  let mixed = Math.imul(seed + 1, 0x9e3779b1)
  for (const letter of text) {
    mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x85ebca6b)
    mixed ^= mixed >>> 15
  }
  return mixed >>> 0
}

/** A text as 64 hex digits, the same for the same text; stands for a hash of content that only its server holds. */
export const hexOf = (text: string): string =>
  Array.from({ length: 8 }, (_, seed) => scramble(text, seed).toString(16).padStart(8, '0')).join('')
