import { createHub, openSqliteStore, serve, systemClock, systemRandom, systemTimers } from '@sluice/server'
import { agentActor } from '@sluice/testkit'
import { opening } from '../../support/events.ts'

// A server on the directory that it is given, whose one session grows as fast as it can.
const store = await openSqliteStore({ directory: process.argv[2] ?? '' })
const hub = createHub({
  store,
  agents: { get: () => ({}) },
  clock: systemClock,
  random: systemRandom,
  timers: systemTimers,
})
const { port } = await serve({ hub })
const session = await hub.session({ tenant: 'local', agent: 'triage', id: 'a' })
if (session.view().session === null) await session.append(agentActor, () => opening)
process.send?.({ port })
for (;;) {
  await session.append(agentActor, view => {
    const part = view.open.parts.p1
    const from = part !== undefined && 'text' in part ? part.text.length : 0
    return [{ type: 'part.delta', part: 'p1', from, text: 'word ' }]
  })
}
