import type { ToolTurn } from './conversation.ts'

/** A line that looks like the cause, and a better one. */
export interface Suspect {
  readonly path: string
  readonly line: string
  readonly better: string
  readonly name: string
}

/** Looks for a count that is rounded down, in the sources that were read. */
export function findSuspect(reads: readonly ToolTurn[]): Suspect | null {
  for (const read of reads) {
    const path = String(read.arguments.path ?? '')
    if (read.failed || !path.startsWith('src/')) continue
    const lines = read.text.split('\n')
    for (const [index, text] of lines.entries()) {
      if (!/Math\.floor\(\w+(?:\.length)? \/ \w+\)/.test(text)) continue
      const above = lines.slice(0, index).findLast(line => line.includes('function'))
      const name = /function (\w+)/.exec(above ?? '')?.[1] ?? path
      const line = text.trim()
      return { path, line, better: line.replace('Math.floor', 'Math.ceil'), name }
    }
  }
  return null
}
