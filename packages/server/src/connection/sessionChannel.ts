import { isAfter, type Offset } from '@sluice/protocol'
import type { Held } from '../hub/Held.ts'
import { ServerError } from '../ServerError.ts'
import type { Follower } from '../session/createSession.ts'
import {
  type Chunk,
  cutIntoChunks,
  type EncodedEnvelope,
  FIRST_FRAME_LIMIT,
  FRAME_LIMIT,
} from '../session/encode.ts'
import { SHORTEST_SNAPSHOT, type Snapshot } from '../session/snapshot.ts'
import type { Store } from '../store/Store.ts'
import type { Channel } from './channel.ts'
import type { Outgoing } from './outgoing.ts'
import type { Pump, Worker } from './pump.ts'

/** Where a channel stands. */
type Phase =
  /** It has to find out how to go on from its cursor. */
  | { readonly at: 'behind' }
  /** It sends a snapshot, from the piece `index` on. */
  | { readonly at: 'snapshot'; readonly snapshot: Snapshot; readonly index: number }
  /** It sends what it read from the log. */
  | { readonly at: 'chunks'; readonly chunks: readonly Chunk[] }
  /** It has sent all there is, and is sent each publication. */
  | { readonly at: 'live' }
  | { readonly at: 'ended' }

/** What a channel of a session is made of. */
export interface SessionChannelOptions {
  readonly channel: number
  readonly from: Offset | null
  readonly want: 'view' | 'events'
  readonly held: Held
  readonly store: Store
  readonly outgoing: Outgoing
  readonly pump: Pump
  /** How much text of envelopes a frame holds. [S4] */
  readonly sentBytes: number
  /** Called when the channel cannot go on. */
  readonly onFailed: (cause: unknown) => void
}

/** Sends a session to one reader: what it lacks, from the log or as a snapshot, then each publication. [W1] [S4] */
export function createSessionChannel(options: SessionChannelOptions): Channel {
  const { channel, want, held, store, outgoing, pump, sentBytes, onFailed } = options
  const { session } = held
  let phase: Phase = { at: 'behind' }
  /** The last offset that was sent. */
  let cursor = options.from
  /** Whether the cursor is known to be of this log. */
  let isOurs = options.from === null
  /** How often the log turned out to be another one. */
  let histories = 0
  /** A reader who begins with nothing gets a snapshot even of nothing. [S11] */
  let isNew = want === 'view' && options.from === null

  const goLive = () => {
    phase = { at: 'live' }
    outgoing.say({ type: 'live', channel, head: session.head(), writer: session.hasWriter() })
  }

  const readTo = async (head: Offset, after: Offset | null, bytes: number): Promise<EncodedEnvelope[]> => {
    const range = await store.read(session.key, after, bytes)
    // What is durable but not published yet comes with its publication. [S1]
    return range.envelopes
      .filter(envelope => !isAfter(envelope.offset, head))
      .map(envelope => ({ envelope, text: JSON.stringify(envelope) }))
  }

  /** Reads on from the cursor to the head, but no more than `enough`; null when there is more. */
  const readTail = async (head: Offset, enough: () => number): Promise<EncodedEnvelope[] | null> => {
    const tail: EncodedEnvelope[] = []
    let size = 0
    for (let last = cursor; last !== head; ) {
      const more = await readTo(head, last, FRAME_LIMIT)
      if (more.length === 0) return null
      tail.push(...more)
      size += more.reduce((sum, { text }) => sum + text.length, 0)
      last = more.at(-1)?.envelope.offset ?? last
      if (size > SHORTEST_SNAPSHOT && size > enough()) return null
    }
    return tail
  }

  /** All that comes after the cursor, or the snapshot where that is smaller. [W1] */
  const chooseSmaller = async (head: Offset): Promise<Phase> => {
    const { offset } = session.view()
    if (offset === null || !isAfter(offset, cursor)) return readOn(head)
    let snapshot: Snapshot | null = null
    const tail = await readTail(head, () => {
      snapshot ??= session.snapshot()
      return snapshot.text.length
    })
    if (tail !== null) return { at: 'chunks', chunks: cutIntoChunks(cursor, tail, sentBytes) }
    return { at: 'snapshot', snapshot: session.snapshot(), index: 0 }
  }

  const readOn = async (head: Offset): Promise<Phase> => ({
    at: 'chunks',
    chunks: cutIntoChunks(cursor, await readTo(head, cursor, FRAME_LIMIT), sentBytes),
  })

  const plan = async (): Promise<Phase> => {
    const head = session.head()
    if (!isOurs && cursor !== null && cursor !== head && !(await store.holds(session.key, cursor))) {
      if (want === 'events') throw new ServerError('offset-gone')
      return { at: 'snapshot', snapshot: session.snapshot(), index: 0 }
    }
    isOurs = true
    if (head === null) return { at: 'snapshot', snapshot: session.snapshot(), index: 0 }
    if (want === 'view') return chooseSmaller(head)
    const encoded = await readTo(head, cursor, FRAME_LIMIT)
    return { at: 'chunks', chunks: cutIntoChunks(cursor, encoded, sentBytes, FIRST_FRAME_LIMIT) }
  }

  const hasCaughtUp = (): boolean => {
    const head = session.head()
    if (isNew) return false
    return cursor === head || (isOurs && (head === null || !isAfter(head, cursor)))
  }

  const sendPiece = ({ snapshot, index }: Extract<Phase, { at: 'snapshot' }>) => {
    outgoing.enqueue(snapshot.frame(channel, index))
    if (index + 1 < snapshot.count) {
      phase = { at: 'snapshot', snapshot, index: index + 1 }
      return
    }
    cursor = snapshot.offset
    isOurs = true
    isNew = false
    phase = { at: 'behind' }
  }

  const sendChunk = ([chunk, ...chunks]: readonly Chunk[]) => {
    // The head is ahead of the cursor, so the log without an envelope in between has lost some.
    if (chunk === undefined) throw new ServerError('storage-failed')
    outgoing.enqueue(chunk.frame(channel))
    cursor = chunk.last
    isNew = false
    phase = chunks.length === 0 ? { at: 'behind' } : { at: 'chunks', chunks }
  }

  const isEnded = () => phase.at === 'ended'

  const worker: Worker = {
    isBehind: () => phase.at !== 'live' && phase.at !== 'ended',
    fail: onFailed,
    step: async () => {
      if (phase.at === 'behind' && !hasCaughtUp()) {
        const history = histories
        const next = await plan()
        // What was read of a log that is another one meanwhile is not sent.
        if (isEnded() || history !== histories) return
        phase = next
      }
      if (phase.at === 'snapshot') sendPiece(phase)
      else if (phase.at === 'chunks') sendChunk(phase.chunks)
      if (phase.at === 'behind' && hasCaughtUp()) goLive()
    },
  }

  const fallBehind = () => {
    phase = { at: 'behind' }
    pump.add(worker)
  }

  const follower: Follower = {
    publish: publication => {
      if (phase.at !== 'live' || (cursor !== null && !isAfter(publication.last, cursor))) return
      if (publication.after !== cursor) return fallBehind()
      for (const chunk of publication.chunks) {
        if (outgoing.isCongested()) return fallBehind()
        outgoing.enqueue(chunk.frame(channel))
        cursor = chunk.last
      }
    },
    replaced: () => {
      histories += 1
      isOurs = cursor === null
      if (phase.at !== 'ended') fallBehind()
    },
    deleted: () => onFailed(new ServerError('deleted')),
    writerChanged: () => {
      if (phase.at === 'live') goLive()
    },
  }

  const unfollow = session.follow(follower)
  pump.add(worker)

  return {
    report: () => ({
      session: { agent: session.key.agent, id: session.key.id },
      want,
      live: phase.at === 'live',
      offset: cursor,
      head: session.head(),
    }),
    end: () => {
      if (phase.at === 'ended') return
      phase = { at: 'ended' }
      unfollow()
      held.release()
    },
  }
}
