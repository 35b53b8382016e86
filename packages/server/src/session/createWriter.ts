import { fold, type View, window } from '@sluice/fold'
import {
  type Actor,
  type DirectoryRow,
  type Envelope,
  type Event,
  formatOffset,
  type Id,
  type Offset,
  parseEvent,
  splitOffset,
} from '@sluice/protocol'
import type { Clock, Problem, Random } from '../ports.ts'
import type { Redaction } from '../rewrite/findRedaction.ts'
import { ServerError } from '../ServerError.ts'
import type { CommandRecord, SessionKey, Store } from '../store/Store.ts'
import { type EncodedEnvelope, encodeEnvelope, encodeEvent } from './encode.ts'
import { keyText } from './identity.ts'
import { type OpenedView, openView, READ_BYTES } from './openView.ts'
import { project } from './project.ts'
import { snapshotWindow } from './snapshot.ts'

/** What is to be appended. */
export interface AppendRequest {
  readonly actor: Actor
  readonly events: readonly Event[]
  /** The command that the events carry out; its record gets the offset of the first. [W5] */
  readonly command: (Omit<CommandRecord, 'offset'> & { readonly commandId: Id }) | null
  /** What else the events change, in the same transaction. [S12] */
  readonly redaction?: Redaction
  /** What stands before the events, where the log begins as a copy of another. [S14] */
  readonly copy?: LogCopy
}

/** The beginning of a log that is copied from another session. */
export interface LogCopy {
  readonly from: SessionKey
  readonly envelopes: readonly Envelope[]
}

/** Envelopes that are durable, and the view after them. */
export interface DurableAppend {
  readonly encoded: readonly EncodedEnvelope[]
  readonly view: View
  /** The session's new directory row, when a boundary was crossed. [S13] */
  readonly row: DirectoryRow | null
}

/** What a writer is made of. */
export interface WriterOptions {
  readonly key: SessionKey
  readonly opened: OpenedView
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** Called in the order of the log, once for each append that is durable. */
  readonly onDurable: (append: DurableAppend) => void
  /** Called when the log turned out to be another than the one that was opened. */
  readonly onReplaced: (opened: OpenedView) => void
  readonly report: (problem: Problem) => void
}

/** The one writer of a session. [S5] */
export interface Writer {
  /** The view at the head, which may be ahead of the disk. */
  head(): View
  /** The offset at the head. */
  headOffset(): Offset | null
  /** Folds and sends the events to the store, all or none; resolves with the first offset when they are durable. [S1] */
  append(request: AppendRequest): Promise<Offset>
  /** Resolves when all that was appended so far is durable or failed. */
  settled(): Promise<void>
  isIdle(): boolean
  /** Refuses what is appended from now on, because the session is being deleted; or takes it again. [S12] */
  refuse(isDeleted: boolean): void
  /** Forgets the oldest settled messages. [F7] */
  trim(): void
}

/** Events that a reader who does not know them may not pass over: it would show as open what is not. [E3] */
const MUST_BE_KNOWN: ReadonlySet<string> = new Set(['session.forked'])

/** How many marks of four characters there are. */
const HALF_MARKS = 36 ** 4

const drawHalf = (random: Random): string =>
  Math.floor(random() * HALF_MARKS)
    .toString(36)
    .padStart(4, '0')

/** Draws the mark of one append. */
function drawMark(random: Random): string {
  return drawHalf(random) + drawHalf(random)
}

/** Creates the writer of an opened session. */
export function createWriter(options: WriterOptions): Writer {
  const { key, store, clock, random, onDurable, report } = options
  let view = options.opened.view
  let offset = options.opened.head
  let durable = { view, offset }
  let pending = 0
  let tail: Promise<void> = Promise.resolve()
  /** After a failed append the disk may hold it or not: nothing is appended until the store has said what it holds. */
  let trust: 'sure' | 'asking' | 'unknown' = 'sure'
  let isRefusing = false

  const readAgain = async (): Promise<void> => {
    if (durable.offset !== null && !(await store.holds(key, durable.offset))) {
      const opened = await openView(store, key)
      durable = { view: opened.view, offset: opened.head }
      options.onReplaced(opened)
      return
    }
    for (;;) {
      const range = await store.read(key, durable.offset, READ_BYTES)
      const last = range.envelopes.at(-1)
      if (last === undefined) return
      const before = durable.view
      durable = { view: fold(before, range.envelopes), offset: last.offset }
      const encoded = range.envelopes.map(envelope => ({ envelope, text: JSON.stringify(envelope) }))
      const { directory } = project(key, before, range.envelopes, durable.view, [])
      onDurable({ encoded, view: durable.view, row: directory })
      if (range.atHead) return
    }
  }

  const askStore = async (): Promise<void> => {
    trust = 'asking'
    await tail
    try {
      await readAgain()
      trust = 'sure'
    } catch (cause) {
      trust = 'unknown'
      report({
        message: `The store could not say what it holds of ${keyText(key)} after a failed append.`,
        cause,
      })
    }
    view = durable.view
    offset = durable.offset
  }

  const rollBack = () => {
    view = durable.view
    offset = durable.offset
    if (trust === 'sure') void askStore()
  }

  const makeEnvelopes = ({ actor, events, command, copy }: AppendRequest): EncodedEnvelope[] => {
    const mark = drawMark(random)
    const before = copy?.envelopes.at(-1) ?? { at: view.at, offset }
    const at = Math.max(clock.now(), before.at)
    let sequence = before.offset === null ? 0 : splitOffset(before.offset).sequence
    return events.map(event => {
      sequence += 1
      const envelope: Envelope = {
        offset: formatOffset(sequence, mark),
        at,
        actor,
        ...(command === null ? {} : { commandId: command.commandId }),
        ...(MUST_BE_KNOWN.has(event.type) ? { must: true as const } : {}),
        event,
      }
      return { envelope, text: encodeEnvelope(envelope, encodeEvent(event)) }
    })
  }

  const append = async (request: AppendRequest): Promise<Offset> => {
    if (isRefusing) throw new ServerError('deleted')
    if (trust === 'unknown') void askStore()
    if (trust !== 'sure') throw new ServerError('storage-failed')
    if (view.outdated !== null) {
      throw new ServerError(
        'unsupported-revision',
        'A newer server wrote an event that this one must not pass over, so it can read the log and not write it. Update the server.',
      )
    }
    for (const event of request.events) {
      const parsed = parseEvent(event)
      if (!parsed.ok) throw new ServerError('internal', `${parsed.reason}, so nothing was appended.`)
    }
    const { copy } = request
    const made = makeEnvelopes(request)
    const copied = copy?.envelopes ?? []
    const encoded = [...copied.map(envelope => ({ envelope, text: JSON.stringify(envelope) })), ...made]
    const envelopes = encoded.map(({ envelope }) => envelope)
    const [first, last] = [made[0]?.envelope, envelopes.at(-1)]
    if (first === undefined || last === undefined)
      throw new ServerError('internal', 'An append holds at least one event.')
    const next = fold(view, envelopes)
    if (next.faults.count > view.faults.count) {
      const fault = next.faults.first[view.faults.count]
      throw new ServerError(
        'not-open',
        `The event ${fault?.type ?? 'given'} is impossible here (${fault?.reason ?? 'no reason kept'}), so nothing was appended.`,
      )
    }
    const { command } = request
    const records = command === null ? [] : [{ ...command, offset: first.offset }]
    const projected = project(key, view, envelopes, next, records)
    const { changes = [], pages = [] } = request.redaction ?? {}
    const projections = { ...projected, pages: [...pages, ...projected.pages] }
    const after = offset
    view = next
    offset = last.offset
    pending += 1
    const written = store.append({
      key,
      after,
      envelopes,
      projections,
      ...(changes.length === 0 ? {} : { changes }),
      ...(copy === undefined ? {} : { blobsFrom: copy.from }),
    })
    const settled = written.then(
      () => {
        pending -= 1
        durable = { view: next, offset: last.offset }
        onDurable({ encoded, view: next, row: projections.directory })
      },
      cause => {
        pending -= 1
        rollBack()
        throw new ServerError('storage-failed', undefined, { cause })
      },
    )
    // The failure is the caller's; this chain only tells when everything has been answered.
    tail = Promise.all([tail, settled]).then(
      () => undefined,
      () => undefined,
    )
    await settled
    return first.offset
  }

  return {
    head: () => view,
    headOffset: () => offset,
    append,
    settled: () => tail,
    refuse: isDeleted => {
      isRefusing = isDeleted
    },
    isIdle: () => pending === 0 && trust !== 'asking',
    trim: () => {
      view = window(view, snapshotWindow)
      durable = { ...durable, view: window(durable.view, snapshotWindow) }
    },
  }
}
