import type { View } from '@sluice/fold'
import type { Offset } from '@sluice/protocol'
import type { Position } from './positions.ts'
import type { FlueCheckpoint, FlueChunk, FlueStarted, LivePiece } from './wire.ts'

/** In its batch, what is shown and not kept by Flue yet stands behind all that is: from this place on. */
const AHEAD_INDEX = 30_000

/** Behind this place a batch has room for no more. */
const LAST_INDEX = 62_000

/** Where an offset of `positions.ts` lies: 16 of them are of one chunk, a million of one batch. */
function placeOf(offset: Offset): Position {
  const sequence = Number(offset.slice(0, 16)) - 1
  return { batch: Math.floor(sequence / 1_000_000), index: Math.floor((sequence % 1_000_000) / 16) }
}

/** Pieces of a call whose beginning Flue has not said yet; more are not waited for. */
const MOST_EARLY = 256

/** These stand behind the text that is ahead, so that it has to be as Flue keeps it by then. */
const behind: readonly string[] = [
  'message-started',
  'data-part',
  'tool-input',
  'message-completed',
  'submission-settled',
]

/** What models say before Flue keeps it, and what of that is shown. */
export interface Live {
  /** Takes a piece; `call` is the model call that Flue said last has begun. */
  add(piece: LivePiece, call: FlueStarted | null): void
  /**
   * The chunks that show what was taken and can be placed in a view. Behind `last`, a chunk of Flue's, the first may say of what is shown that Flue keeps it up to there: it
   * adds nothing to the metadata of its message, and moves the view on.
   */
  due(view: View, last?: FlueChunk | FlueCheckpoint): readonly FlueChunk[]
  /** What of a chunk of Flue's is not shown yet; null where all of it is. Where it is otherwise than what is shown, it is of no message, so that only the whole conversation helps. */
  rest(view: View, chunk: FlueChunk): FlueChunk | null
  /** Forgets all: what is shown is as Flue keeps it. */
  reset(): void
}

/** A chunk of no message. */
const lost = ({ position }: FlueChunk): FlueChunk => ({
  type: 'message-delta',
  messageId: '',
  kind: 'text',
  delta: '',
  position,
})

/** A text that was said of the call. */
interface Said {
  readonly kind: LivePiece['kind']
  readonly delta: string
}

/** Creates what shows a model's words ahead of Flue's chunks. [FL5] */
export function createLive(): Live {
  let call: FlueStarted | null = null
  /** The place of the piece that is expected; null where one was missing, so that the others are left to Flue. */
  let next: number | null = null
  /** Pieces of a call that Flue has not said to have begun. */
  let early: LivePiece[] = []
  /** What is shown and not kept, and what is neither, in the order in which it was said. */
  let ahead: Said[] = []
  let pending: Said[] = []

  function begin(started: FlueStarted): void {
    call = started
    next = 0
    pending = []
    const pieces = early
    early = []
    for (const piece of pieces) add(piece, started)
  }

  function add(piece: LivePiece, said: FlueStarted | null): void {
    const { turnId, index, kind, delta } = piece
    // The call may have begun before this code was here.
    if (said && said !== call && said.turnId === turnId) begin(said)
    if (call?.turnId === turnId) {
      next = index === next ? index + 1 : null
      if (next !== null) pending.push({ kind, delta })
      return
    }
    if (early[0]?.turnId !== turnId) early = []
    if (index === early.length && index < MOST_EARLY) early.push(piece)
  }

  /** Takes from what was said the beginning that it has in common with a text, and gives the rest; undefined where they differ. */
  function takeFrom(said: Said[], kind: Said['kind'], text: string): string | undefined {
    let left = text
    for (let first = said[0]; first && left !== ''; first = said[0]) {
      const length = Math.min(first.delta.length, left.length)
      if (first.kind !== kind || first.delta.slice(0, length) !== left.slice(0, length)) return undefined
      left = left.slice(length)
      if (length === first.delta.length) said.shift()
      else said[0] = { kind, delta: first.delta.slice(length) }
    }
    return left
  }

  return {
    add,
    due(view, last) {
      const place = view.offset === null ? null : placeOf(view.offset)
      if (!place || place.index > LAST_INDEX || !call) return []
      const { messageId } = call
      const to = last && 'position' in last ? last.position : null
      const isDone = ahead.length === 0
      const kept: FlueChunk[] = []
      let { batch, index } = place
      if (to && to.batch > batch && (!isDone || index >= AHEAD_INDEX)) {
        batch = to.batch
        index = isDone ? to.index : AHEAD_INDEX
        kept.push({ type: 'message-metadata', messageId, metadata: {}, position: { batch, index } })
      }
      const first = Math.max(AHEAD_INDEX, index + 1)
      const chunks = pending.map(({ kind, delta }, nth): FlueChunk => {
        const position = { batch, index: first + nth }
        return { type: 'message-delta', messageId, kind, delta, position }
      })
      ahead.push(...pending)
      pending = []
      return [...kept, ...chunks]
    },
    rest(view, chunk) {
      const { position, type } = chunk
      const place = view.offset === null ? null : placeOf(view.offset)
      const isKnown =
        place &&
        (place.batch > position?.batch || (place.batch === position?.batch && place.index >= position.index))
      if (!position || isKnown) return chunk
      if (type !== 'message-delta') {
        if (ahead.length > 0 && behind.includes(type)) return lost(chunk)
        if (type === 'message-started') begin(chunk)
        return chunk
      }
      const unseen = takeFrom(ahead, chunk.kind, chunk.delta)
      const left = unseen === undefined ? unseen : takeFrom(pending, chunk.kind, unseen)
      if (unseen === undefined || left === undefined) return lost(chunk)
      // Flue was faster, so that what comes ahead would come twice.
      if (left !== '') next = null
      return unseen === '' ? null : { ...chunk, delta: unseen }
    },
    reset() {
      call = next = null
      early = []
      ahead = []
      pending = []
    },
  }
}
