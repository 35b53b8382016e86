import { expect, test } from 'vitest'
import { createPage, ref } from './support/createPage.ts'

/** The most clients that came within any 100 ms. */
function busiest(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.max(...sorted.map((time, at) => sorted.slice(at).filter(other => other < time + 100).length))
}

// A process needs more than half a second to be back. When it does not, all come at their first attempt, and W2 gives that no more than 500 ms.
test.each([600, 1_000, 2_000, 5_000, 20_000])(
  '[W2] of 1,000 clients of a server that is away for %i ms, at most 15 in 100 come back within any 100 ms, and all do',
  awayMs => {
    const { clock, server, another } = createPage()
    server.append(ref, { type: 'session.created', agent: 'triage', owner: 'ann' })
    const clients = Array.from({ length: 1_000 }, (_, index) => another(index + 1).client)
    const back: number[] = []
    for (const client of clients) {
      client.session(ref).subscribe(() => {})
      client.connection.subscribe(() => {
        if (client.connection.getSnapshot().status === 'online') back.push(clock.now())
      })
    }
    clock.advance(1_000)
    expect(back.splice(0)).toHaveLength(1_000)
    server.goDown()
    clock.advance(awayMs)
    server.comeUp()
    clock.advance(60_000)
    expect(back).toHaveLength(1_000)
    expect(busiest(back)).toBeLessThanOrEqual(150)
    for (const client of clients) client.close()
  },
)
