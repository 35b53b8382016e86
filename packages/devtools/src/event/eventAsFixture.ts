import type { Envelope } from '@sluice/protocol'

/** A line of a test that appends the event to a log of testkit's `createLog`, under the name of who caused it. */
export function eventAsFixture({ actor, event }: Envelope): string {
  return `log.appendAs(${JSON.stringify(actor)}, ${JSON.stringify(event, null, 2)})`
}
