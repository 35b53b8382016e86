import type { World } from './createWorld.ts'

/** How long the world may take to come to rest once nothing goes wrong any more: several times the longest back-off and silence. */
const LONGEST_MS = 150_000

/** How often people look at what is asked of them. */
const LOOK_MS = 200

/** Answers every question that a page shows. */
function answerAll({ people, random }: World): void {
  for (const { page } of people) {
    for (const session of page.sessions) {
      const asked = new Set(
        session
          .outbox()
          .getSnapshot()
          .flatMap(({ command, status }) =>
            // A page that offers an answer again has not given it.
            command.type === 'approval.decide' && status !== 'expired' ? [command.approval] : [],
          ),
      )
      for (const { id } of session.approvals().getSnapshot()) {
        if (asked.has(id)) continue
        page.give(session, {
          type: 'approval.decide',
          approval: id,
          decision: random.pick(['approved', 'denied']),
        })
        return
      }
    }
  }
}

function isAtRest(world: World): boolean {
  const { people, process, networks, plan } = world
  return (
    process()?.isIdle() === true &&
    isAgreed(world) &&
    isTakenUp(world) &&
    !world.browsers.some(browser => browser.hasLostTabs()) &&
    // Whoever came by requests goes back to a socket, unless a token ends before one was looked for.
    (plan.tokenMs !== Infinity || networks.requests.connections() === 0) &&
    people.every(
      ({ page }) =>
        page.isSettled() &&
        page.sessions.every(session => {
          const { open } = session.getView()
          return Object.keys(open.runs).length === 0 && open.queue.length === 0
        }),
    )
  )
}

/** Whether every command that a device keeps is before somebody who has to say what becomes of it. */
function isTakenUp({ people, browsers }: World): boolean {
  const seen = new Set(
    people.flatMap(({ page }) =>
      page.sessions.flatMap(session =>
        session
          .outbox()
          .getSnapshot()
          .map(({ commandId }) => commandId),
      ),
    ),
  )
  return browsers.every(({ device }) => device.commands().every(({ commandId }) => seen.has(commandId)))
}

/** Whether all who watch a session show the same of it. */
function isAgreed({ people, keys }: World): boolean {
  return keys.every(({ id }) => {
    const offsets = people.flatMap(({ page }) =>
      page.sessions.filter(({ ref }) => ref.id === id).map(session => session.getView().offset),
    )
    return new Set(offsets).size <= 1
  })
}

function describe({ people, browsers, process }: World): string {
  const pages = people.map(({ page }) => {
    const { status, error } = page.client.connection.getSnapshot()
    const sessions = page.sessions.map(session => {
      const { phase } = session.getStatus()
      const outbox = session.outbox().getSnapshot()
      const runs = Object.keys(session.getView().open.runs)
      return `${session.ref.id} ${phase} at ${session.getView().offset}, runs ${runs.join(' ') || 'none'}, outbox ${JSON.stringify(
        outbox.map(({ commandId, status, error }) => [commandId, status, error?.code]),
      )}`
    })
    return `${page.name} ${status} ${error?.code ?? ''}: ${sessions.join('; ')}`
  })
  const kept = browsers.map(({ device }) =>
    device
      .commands()
      .map(({ commandId }) => commandId)
      .join(' '),
  )
  return `server ${process() === null ? 'down' : process()?.isIdle() ? 'idle' : 'busy'}; ${pages.join('; ')}; kept ${kept.join(', ')}`
}

/** Puts everything in order, and waits until nothing is on its way any more. It is wrong when that takes too long: then something is stuck. */
export async function comeToRest(world: World): Promise<void> {
  const { time, networks, disk, people, journal } = world
  journal.note(() => 'everything is put in order')
  world.finish()
  disk.change({ capacity: Infinity, shortWrite: 0, failedSync: 0 })
  networks.block(null)
  networks.heal()
  await world.wait(5_000)
  networks.block(null)
  networks.heal()
  await world.start()
  for (const { page, browser } of people) {
    browser.machine.sleep(null)
    page.freeze(null)
  }
  const end = time.now() + LONGEST_MS
  while (!isAtRest(world)) {
    if (time.now() > end) {
      journal.violate(`the world did not come to rest: ${describe(world)}`)
      return
    }
    for (const person of people) if (person.page.isSignedOut()) world.reload(person)
    answerAll(world)
    await world.wait(LOOK_MS)
  }
  await world.visitors?.comeToRest()
  await world.wait(1_000)
}
