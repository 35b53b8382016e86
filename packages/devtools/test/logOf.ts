import { type Envelope, formatOffset } from '@sluice/protocol'

/** An event of a log that a test makes, and when it was. */
export type TestEvent = { readonly type: string; readonly when?: number } & Readonly<Record<string, unknown>>

/** A log of events, each 10 ms after the one before unless it says when. */
export function logOf(...events: readonly TestEvent[]): Envelope[] {
  let last = 0
  return events.map(({ when, ...event }, index) => {
    last = when ?? last + 10
    return {
      offset: formatOffset(index + 1, 'aaaaaaaa'),
      at: last,
      actor: { kind: 'agent', id: 'triage' },
      event: event as Envelope['event'],
    }
  })
}
