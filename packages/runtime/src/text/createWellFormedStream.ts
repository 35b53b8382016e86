import type { TextStream } from './createRedactor.ts'

/** Keeps surrogate pairs whole: the first half of a pair waits for the second, and a half without one becomes U+FFFD. [E2] */
export function createWellFormedStream(): TextStream {
  let half = ''
  return {
    push: piece => {
      const text = half + piece
      const last = text.charCodeAt(text.length - 1)
      const cut = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length
      half = text.slice(cut)
      return text.slice(0, cut).toWellFormed()
    },
    end: () => {
      const rest = half.toWellFormed()
      half = ''
      return rest
    },
  }
}

/** Cuts text into pieces of at most `size` UTF-16 units, never inside a surrogate pair. `size` is 2 or more. */
export function cutText(text: string, size: number): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + size, text.length)
    const last = text.charCodeAt(end - 1)
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end--
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}
