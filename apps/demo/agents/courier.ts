import { defineAgent, defineTool } from '@sluice/runtime'
import * as v from 'valibot'

/** How long the depot takes to open. Long enough to end the server meanwhile and see the run recovered. */
const DEPOT_MS = 12_000

const parcel = v.pipe(v.string(), v.minLength(1), v.maxLength(64))

/** The agent whose work goes wrong: its model is busy at first, its depot loses the first request, and it has to wait for a time that a restart does not begin anew. */
export function createCourier() {
  const asked = new Map<string, number>()

  const lookUp = defineTool({
    name: 'look_up_address',
    description: 'Looks up where a parcel goes. The address book is slow and sometimes does not answer.',
    parameters: v.object({ parcel }),
    idempotent: true,
    execute: ({ parcel }, { session, progress }) => {
      progress({ text: 'Asking the address book' })
      const key = `${session.id} ${parcel}`
      const times = (asked.get(key) ?? 0) + 1
      asked.set(key, times)
      if (times === 1) throw new Error('The address book did not answer within its time. Ask it again.')
      return { parcel, street: '7 Harbour Lane', reachable: true }
    },
  })

  const waitForDepot = defineTool({
    name: 'wait_for_depot',
    description: 'Waits until the depot opens.',
    parameters: v.object({ parcel }),
    idempotent: true,
    execute: async ({ parcel }, context) => {
      const attempts = await context.runFiber(
        'depot',
        async fiber => {
          await fiber.stash({ parcel, waiting: true })
          await fiber.sleep(DEPOT_MS)
          return fiber.attempt
        },
        { key: `depot ${context.callId}` },
      )
      return { open: true, attempts }
    },
  })

  const handOver = defineTool({
    name: 'hand_over',
    description:
      'Hands a parcel to the person at the door. It can only be done once, so it is not done again after a crash.',
    parameters: v.object({ parcel, door: v.string() }),
    recover: 'ask',
    execute: ({ parcel, door }) => {
      if (door === 'back') throw new Error('Nobody is at the back door.')
      return { parcel, handedOver: true }
    },
  })

  const reportDaily = defineTool({
    name: 'report_daily',
    description: 'Reports about a parcel every morning at nine.',
    parameters: v.object({ parcel }),
    idempotent: true,
    execute: async ({ parcel }, context) => {
      const { at } = await context.schedule(
        '0 9 * * *',
        'daily-report',
        { parcel },
        { key: `report ${parcel}` },
      )
      return { next: new Date(at).toISOString() }
    },
  })

  return defineAgent({
    name: 'courier',
    instructions:
      'You deliver parcels. Look up the address, wait for the depot, and hand the parcel over at the back door, or at the front door where that fails. When a tool ' +
      'fails, say what happened and try again.',
    tools: [lookUp, waitForDepot, handOver, reportDaily],
    timers: { 'daily-report': ({ parcel }: { readonly parcel: string }) => ({ parcel, reported: true }) },
  })
}
