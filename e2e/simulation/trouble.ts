import type { Command } from '@sluice/protocol'
import type { Mishap } from '@sluice/testkit/simulation'
import type { Obstacle } from './createNetworks.ts'
import type { World } from './createWorld.ts'
import type { GivenCommand } from './journal.ts'
import { act } from './person.ts'

const mishaps: readonly Mishap[] = ['reset', 'reset', 'told-client', 'told-server', 'half-open', 'stall']

const obstacles: readonly Obstacle[] = ['refuses', 'hangs']

/** How far clocks jump: they are set right, or are of another time zone or day. */
const jumps = [-86_400_000, -3_600_000, -2_000, 700, 150_000, 3_600_000]

/** Sends a command once more, as a proxy does that was not answered in time; now and then with another body. */
async function echo({ journal, witness, random, process }: World, given: GivenCommand): Promise<void> {
  const running = process()
  if (running === null || given.isOfLostHistory) return
  const isDone = journal.acknowledgements.some(({ commandId }) => commandId === given.commandId)
  // Before it is known that it was done, another body might be taken for the command itself.
  const isOther = isDone && given.command.type === 'message.send' && random.chance(0.3)
  const body: Command = isOther ? { type: 'session.rename', title: 'Another body' } : given.command
  const principal = { id: given.principal, tenant: 'acme', expiresAt: null }
  const ref = { agent: 'triage', id: given.session }
  journal.note(() => `${given.commandId} comes once more${isOther ? ' with another body' : ''}`)
  given.isEchoed = true
  const answer = await running.hub.command(principal, ref, given.commandId, body)
  if (answer.ok && !witness.isDurable(answer.offset))
    journal.violate(`${given.commandId} is answered at ${answer.offset}, which is not durable yet`)
  if (answer.ok && isOther) journal.violate(`${given.commandId} was accepted with another body`)
  if (answer.ok && !isOther)
    journal.acknowledgements.push({ commandId: given.commandId, offset: answer.offset })
}

/** Lets people work and things go wrong, until the time of the plan is over. */
export async function makeTrouble(world: World): Promise<void> {
  const { time, random, networks, disk, plan, people, journal } = world
  const { every } = plan
  const end = time.now() + plan.activeMs
  const isOver = (): boolean => time.now() >= end

  const often = (averageMs: number, happen: () => unknown): void => {
    if (averageMs === Infinity) return
    const next = (): void => {
      // Twice the average at most: exponential waits would leave many short worlds without anything.
      time.after(random.between(1, 2 * averageMs), () => {
        if (isOver()) return
        void happen()
        next()
      })
    }
    next()
  }

  const fall = async (how: 'order' | 'kill' | 'power' | 'backup'): Promise<void> => {
    await world.stop(how)
    await world.wait(random.pick([10, 300, 2_000]))
    await world.start()
  }

  networks.setWeather(plan.weather)
  for (const person of people) {
    often(every.act, () => act(person.page, person.principal, random, plan.longText))
    often(every.reload, () => world.reload(person))
    often(every.freeze, () => person.page.freeze(random.between(500, 60_000)))
  }
  const { visitors } = world
  if (visitors !== null) {
    often(every.visit, visitors.act)
    often(every.change, visitors.change)
    often(every.show, visitors.show)
    often(every.reload, visitors.reload)
    often(every.logout, visitors.logout)
  }
  for (const browser of [...world.browsers, ...(visitors === null ? [] : [visitors.browser])]) {
    often(every.sleep, () => {
      const ms = random.between(500, 30_000)
      journal.note(() => `a machine falls asleep for ${ms} ms`)
      browser.machine.sleep(ms)
    })
    often(every.jump, () => {
      const ms = random.pick(jumps)
      journal.note(() => `the clock of a machine jumps by ${ms} ms`)
      browser.jump(ms)
    })
    often(every.workerCrash, browser.crashWorker)
  }
  often(every.serverJump, () => {
    const ms = random.pick(jumps)
    journal.note(() => `the clock of the server jumps by ${ms} ms`)
    world.process()?.jump(ms)
  })
  often(every.mishap, () => networks.befall(random.pick(mishaps)))
  often(every.kill, () => fall('kill'))
  often(every.powerLoss, () => fall('power'))
  often(every.restart, () => fall('order'))
  often(every.backup, () => fall('backup'))
  often(every.echo, () => (journal.left.length === 0 ? null : echo(world, random.pick(journal.left))))
  journal.onLeave(given => {
    if (every.echo === Infinity || isOver() || !random.chance(0.3)) return
    // Also while the command itself is on its way, or in the hands of the server.
    const soonMs = 2 * plan.weather.latencyMs + 3 * plan.diskMs + 5
    time.after(random.between(0, soonMs), () => void echo(world, given))
  })
  often(every.full, () => {
    const capacity = random.pick([0, 2_000, 20_000])
    journal.note(() => `the disk has room for ${capacity} characters`)
    disk.change({ capacity })
    time.after(random.between(200, 3_000), () => disk.change({ capacity: Infinity }))
  })
  often(every.ioError, () => {
    journal.note(() => 'the disk begins to fail')
    disk.change({ shortWrite: random.pick([0, 0.5]), failedSync: random.pick([0, 0.5]) })
    time.after(random.between(10, 800), () => disk.change({ shortWrite: 0, failedSync: 0 }))
  })
  often(every.storm, () => {
    networks.setWeather({ ...plan.weather, refused: 1 })
    time.after(random.between(200, 5_000), () => networks.setWeather(plan.weather))
  })
  often(every.block, () => {
    const obstacle = random.pick(obstacles)
    journal.note(() => `something ${obstacle} sockets`)
    networks.block(obstacle)
    time.after(random.between(1_000, 40_000), () => networks.block(null))
  })
  await world.wait(plan.activeMs)
}
