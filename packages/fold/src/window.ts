import type { Settled, View } from './view.ts'

/** How much of what is settled a window holds. */
export interface WindowLimit {
  /** At most this many settled messages. */
  readonly messages?: number
  /** At most this many bytes of settled things as JSON in UTF-8, but at least one message. */
  readonly bytes?: number
}

function utf8Length(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    // Each half of a surrogate pair counts two of the four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3
  }
  return bytes
}

function countKept(view: View, limit: WindowLimit): number {
  const { messages: mostMessages = Infinity, bytes: mostBytes = Infinity } = limit
  let [kept, messages, bytes] = [0, 0, 0]
  for (const chunk of view.settled.toReversed()) {
    for (const entry of chunk.toReversed()) {
      if (entry.kind === 'message' && messages >= mostMessages) return kept
      if (mostBytes !== Infinity) bytes += utf8Length(JSON.stringify(entry))
      if (bytes > mostBytes && messages > 0) return kept
      if (entry.kind === 'message') messages += 1
      kept += 1
    }
  }
  return kept
}

/**
 * Leaves out the oldest settled things beyond a limit and moves the cursor `settledBefore` to what is left. What is open stays. A windowed
 * view folds on like the whole one; the two agree on everything that the smaller one holds. Returns the same view when nothing is left out. [F7]
 */
export function window(view: View, limit: WindowLimit): View {
  const total = view.settled.reduce((sum, chunk) => sum + chunk.length, 0)
  const dropped = total - countKept(view, limit)
  if (dropped === 0) return view
  const settled: (readonly Settled[])[] = []
  let before = 0
  for (const chunk of view.settled) {
    const from = Math.max(0, dropped - before)
    before += chunk.length
    if (from >= chunk.length) continue
    settled.push(from === 0 ? chunk : chunk.slice(from))
  }
  return { ...view, settled, settledBefore: view.settledBefore + dropped }
}
