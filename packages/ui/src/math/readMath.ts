/** A formula in a line of text, and where it ends. */
interface FoundMath {
  readonly value: string
  readonly display: boolean
  readonly end: number
}

const PAIRS: readonly (readonly [open: string, close: string, display: boolean])[] = [
  ['$$', '$$', true],
  ['\\[', '\\]', true],
  ['\\(', '\\)', false],
]

/** A dollar is one of money unless a formula begins right behind it and ends right before another, which no digit follows. */
const IN_DOLLARS = /\$(?![\s$])((?:[^$\\\n]|\\[\s\S])*?[^\s$\\]|[^\s$\\])\$(?!\d)/y

/** Reads `$$x$$`, `\[x\]`, `\(x\)` or `$x$`. */
export function readMath(text: string, at: number): FoundMath | null {
  for (const [open, close, display] of PAIRS) {
    if (!text.startsWith(open, at)) continue
    const end = text.indexOf(close, at + open.length)
    const value = text.slice(at + open.length, end).trim()
    return end === -1 || value === '' ? null : { value, display, end: end + close.length }
  }
  IN_DOLLARS.lastIndex = at
  const value = IN_DOLLARS.exec(text)?.[1]
  return value === undefined ? null : { value, display: false, end: IN_DOLLARS.lastIndex }
}
