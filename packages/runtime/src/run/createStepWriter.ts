import type { View } from '@sluice/fold'
import type { Event, Id } from '@sluice/protocol'
import type { TextStream } from '../text/createRedactor.ts'
import { createWellFormedStream, cutText } from '../text/createWellFormedStream.ts'
import type { RunScope } from './types.ts'

/** UTF-16 units in one delta: with every character escaped to six it still fits into an event. [E8] */
const DELTA_LENGTH = 8_000

/** Appends on their way to the disk beyond which text waits, so that a slow disk gets fewer and larger deltas. */
const APPENDS_IN_FLIGHT = 4

/** Writes what a model step streams into the log, in order, without an append for every token. [E2] */
export interface StepWriter {
  /** Adds an event; a function is called with the view at the time of the append. */
  event(event: Event | ((view: View) => Event)): void
  /** Adds to the text of a part. The first of a part is appended at once. */
  text(part: Id, text: string): void
  /** Adds what was held back of a part's text; nothing may follow. Returns the part's whole text as it stands in the log. */
  end(part: Id): string
  /** Resolves when all is durable; rejects when an append failed. */
  flush(): Promise<void>
}

interface Streamed {
  readonly redacted: TextStream
  readonly whole: TextStream
  written: string
}

/** Makes the writer of one model step. `onFailure` is told once when an append fails; all that follows is dropped. */
export function createStepWriter(scope: RunScope, onFailure: () => void): StepWriter {
  const parts = new Map<Id, Streamed>()
  const waiting = new Set<Promise<unknown>>()
  let pending: (Event | ((view: View) => Event))[] = []
  let unsent = new Map<Id, { from: number; text: string }>()
  let cooling: (() => void) | null = null
  let failure: { readonly cause: unknown } | null = null

  function streamed(part: Id): Streamed {
    let found = parts.get(part)
    if (found === undefined) {
      found = { redacted: scope.redactor.stream(), whole: createWellFormedStream(), written: '' }
      parts.set(part, found)
    }
    return found
  }

  function deltas(): Event[] {
    const events = [...unsent].flatMap(([part, { from, text }]) => {
      let at = from
      return cutText(text, DELTA_LENGTH).map((piece): Event => {
        const event: Event = { type: 'part.delta', part, from: at, text: piece }
        at += piece.length
        return event
      })
    })
    unsent = new Map()
    return events
  }

  function send(): void {
    pending.push(...deltas())
    if (pending.length === 0 || failure !== null) return
    const events = pending
    pending = []
    cooling?.()
    cooling = scope.timers.after(scope.limits.flushMs, cooled)
    const append = scope
      .append(view => events.map(event => (typeof event === 'function' ? event(view) : event)))
      .catch((cause: unknown) => {
        failure ??= { cause }
        onFailure()
      })
      .finally(() => {
        waiting.delete(append)
        sendIfCalm()
      })
    waiting.add(append)
  }

  function cooled(): void {
    cooling = null
    sendIfCalm()
  }

  function sendIfCalm(): void {
    if (cooling === null && waiting.size < APPENDS_IN_FLIGHT) send()
  }

  function add(part: Id, found: Streamed, text: string): void {
    if (text === '') return
    const first = found.written === ''
    const before = unsent.get(part)
    if (before === undefined) unsent.set(part, { from: found.written.length, text })
    else before.text += text
    found.written += text
    if (first) send()
    else sendIfCalm()
  }

  return {
    event: event => {
      // What was written before the event stands before it.
      pending.push(...deltas(), event)
      sendIfCalm()
    },
    text: (part, text) => {
      const found = streamed(part)
      add(part, found, found.whole.push(found.redacted.push(text)))
    },
    end: part => {
      const found = streamed(part)
      add(part, found, found.whole.push(found.redacted.end()) + found.whole.end())
      return found.written
    },
    flush: async () => {
      send()
      while (waiting.size > 0) await Promise.all(waiting)
      if (failure !== null) throw failure.cause
    },
  }
}
