import { emptyView, type View, type WindowLimit, window } from '@sluice/fold'
import { type Offset, VIEW_REVISION } from '@sluice/protocol'
import type { OutFrame } from '../connection/types.ts'

const MOST_BYTES = 128 * 1024

/** What a new reader gets of what is settled; older messages come in pages. [S3] */
export const snapshotWindow: WindowLimit = { messages: 80, bytes: MOST_BYTES }

/** No snapshot is shorter, so that what was missed need not be compared with one when it is not longer. [W1] */
export const SHORTEST_SNAPSHOT = JSON.stringify(emptyView).length

/** The JSON of a windowed view. One that is small enough as it is need not be measured piece by piece. */
function writeWindow(view: View): string {
  const text = JSON.stringify(window(view, { messages: snapshotWindow.messages ?? 0 }))
  return Buffer.byteLength(text) <= MOST_BYTES ? text : JSON.stringify(window(view, snapshotWindow))
}

/** The view at an offset as readers get it. */
export interface Snapshot {
  readonly offset: Offset | null
  /** The JSON of the windowed view. */
  readonly text: string
  /** How many frames it takes. */
  readonly count: number
  /** The frame with the piece `index` for a channel; the same object whenever the same is asked for. [S4] */
  frame(channel: number, index: number): OutFrame
}

function cutText(text: string, limit: number): string[] {
  const isAscii = Buffer.byteLength(text) === text.length
  // A unit of UTF-16 takes at most three bytes of UTF-8.
  const step = isAscii ? limit : Math.floor(limit / 3)
  const pieces: string[] = []
  for (let from = 0; from < text.length; ) {
    let to = from + step
    const unit = text.charCodeAt(to - 1)
    // A surrogate pair stays whole, so that every frame is valid UTF-8.
    if (to < text.length && unit >= 0xd800 && unit < 0xdc00) to -= 1
    pieces.push(text.slice(from, to))
    from = to
  }
  return pieces
}

/** Makes the snapshot of a view, cut into pieces of at most `limit` bytes. [S3] [S4] */
export function createSnapshot(view: View, limit: number): Snapshot {
  const text = writeWindow(view)
  const pieces = cutText(text, limit)
  const escaped: string[] = []
  const frames = new Map<string, OutFrame>()
  const makeFrame = (channel: number, index: number): OutFrame => {
    escaped[index] ??= JSON.stringify(pieces[index] ?? '')
    const head = `"offset":${JSON.stringify(view.offset)},"revision":${VIEW_REVISION}`
    const piece = `"index":${index},"count":${pieces.length},"text":${escaped[index]}`
    return { text: `{"type":"snapshot","channel":${channel},${head},${piece}}` }
  }
  return {
    offset: view.offset,
    text,
    count: pieces.length,
    frame: (channel, index) => {
      const name = `${channel}/${index}`
      const frame = frames.get(name) ?? makeFrame(channel, index)
      frames.set(name, frame)
      return frame
    },
  }
}
