import { emptyView, fold } from '@sluice/fold'
import type { Event } from '@sluice/protocol'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { personOf } from '../src/connection/personOf.ts'
import { ref } from './support/createPage.ts'
import { createTabs, type Tabs, type TestTab } from './support/createTabs.ts'

const created: Event = { type: 'session.created', agent: 'triage', owner: 'ann' }
const titled = (title: string): Event => ({ type: 'session.titled', title })

/** Opens a tab that watches the session. */
function watch(tabs: Tabs, options?: Parameters<Tabs['open']>[0]): TestTab {
  const tab = tabs.open(options)
  tab.client.session(ref).subscribe(() => {})
  return tab
}

const title = (tab: TestTab): string | null | undefined => tab.client.session(ref).getView().session?.title
const status = (tab: TestTab): string => tab.client.connection.getSnapshot().status

/** How often time stands still on its way, so that promises can run: asking for a token takes several. */
const STEPS = 40

/** Lets time go on. */
async function settle({ clock }: Tabs, ms: number): Promise<void> {
  for (let step = 0; step < STEPS; step++) {
    clock.advance(Math.ceil(ms / STEPS))
    for (let count = 0; count < 8; count++) await Promise.resolve()
  }
}

test('[C6] five tabs have one socket, and each its own view', async () => {
  const tabs = createTabs()
  tabs.server.append(ref, created)
  const five = Array.from({ length: 5 }, () => watch(tabs))
  await settle(tabs, 200)
  tabs.server.append(ref, titled('Bug'))
  await settle(tabs, 200)
  expect(five.map(title)).toEqual(Array.from({ length: 5 }, () => 'Bug'))
  expect(five.map(status)).toEqual(Array.from({ length: 5 }, () => 'online'))
  expect([tabs.server.attempts(), tabs.server.sockets().length]).toEqual([1, 1])
})

test('[C6] tabs that chose the same channel number hear only what is theirs', async () => {
  const tabs = createTabs()
  const other = { agent: 'triage', id: 'bug-8' }
  tabs.server.append(ref, created, titled('Seven'))
  tabs.server.append(other, created, titled('Eight'))
  const first = watch(tabs)
  const second = tabs.open()
  second.client.session(other).subscribe(() => {})
  await settle(tabs, 200)
  expect(tabs.server.received('subscribe').map(({ channel }) => channel)).toEqual([1, 2])
  expect([title(first), second.client.session(other).getView().session?.title]).toEqual(['Seven', 'Eight'])
})

test('[C6] a tab that is closed or dies in the middle takes nothing from the others, and the last one lets go of the socket', async () => {
  const tabs = createTabs()
  tabs.server.append(ref, created)
  const [first, second, third] = [watch(tabs), watch(tabs), watch(tabs)]
  await settle(tabs, 200)
  first.client.close()
  second.die()
  await settle(tabs, 200)
  expect(tabs.server.received('unsubscribe')).toHaveLength(2)
  tabs.server.append(ref, titled('Bug'))
  await settle(tabs, 200)
  expect([title(third), title(second), status(first)]).toEqual(['Bug', null, 'closed'])
  third.die()
  await settle(tabs, 200)
  expect(tabs.server.sockets()).toHaveLength(0)
})

test('[C6] a command is answered to the tab that sent it, and everybody sees its effect', async () => {
  const tabs = createTabs()
  tabs.server.append(ref, created)
  const [first, second] = [watch(tabs), watch(tabs)]
  await settle(tabs, 200)
  const { accepted } = first.client.session(ref).send({ type: 'session.rename', title: 'Mine' })
  await settle(tabs, 200)
  await expect(accepted).resolves.toMatch(/^0{15}2_/)
  expect([title(first), title(second)]).toEqual(['Mine', 'Mine'])
  expect(first.client.session(ref).outbox().getSnapshot()).toEqual([])
})

test('[C6] a frozen tab is sent 1 MB at most, and goes on from its offset when it wakes', async () => {
  const tabs = createTabs({ frameLength: 4 })
  tabs.server.append(ref, created)
  const [frozen, awake] = [watch(tabs), watch(tabs)]
  await settle(tabs, 200)
  frozen.freeze()
  for (let count = 0; count < 400; count++) {
    tabs.server.append(ref, titled(`${count} ${'x'.repeat(8_000)}`))
    await settle(tabs, 20)
  }
  expect(title(awake)).toMatch(/^399 /)
  expect(frozen.waiting()).toBeGreaterThan(1024 * 1024)
  expect(frozen.waiting()).toBeLessThan(1.2 * 1024 * 1024)
  frozen.wake()
  await settle(tabs, 1_000)
  expect([title(frozen), frozen.failures()]).toEqual([title(awake), 0])
  const asked = tabs.server.received('subscribe')
  expect(asked).toHaveLength(3)
  // Not from the beginning: what it had taken before it slept it keeps.
  expect(asked[2]).toMatchObject({ from: expect.stringMatching(/^0{13}1/) })
})

test('[C6] the token is asked of a tab, of another one where the first is frozen or gone', async () => {
  const tabs = createTabs({ authenticate: token => (token === 'good' ? 'ann' : null) })
  tabs.server.append(ref, created)
  const asked: string[] = []
  const token = (name: string) => () => {
    asked.push(name)
    return 'good'
  }
  const first = watch(tabs, { token: token('first') })
  await settle(tabs, 200)
  const second = watch(tabs, { token: token('second') })
  await settle(tabs, 200)
  expect([asked, status(first), status(second)]).toEqual([['first'], 'online', 'online'])
  second.freeze()
  tabs.server.sockets()[0]?.cut()
  await settle(tabs, 12_000)
  expect([asked.at(-1), status(first)]).toEqual(['first', 'online'])
})

test('[C6] a tab that is opened where the connection was refused for its token tries again with its own', async () => {
  const tabs = createTabs({ authenticate: token => (token === 'good' ? 'ann' : null) })
  tabs.server.append(ref, created)
  const first = watch(tabs, { token: () => 'bad' })
  await settle(tabs, 1_000)
  expect(status(first)).toBe('refused')
  const second = watch(tabs, { token: () => 'good' })
  await settle(tabs, 1_000)
  expect([status(first), status(second)]).toEqual(['online', 'online'])
})

test('[C6] a tab that has no token says why, and the page is told', async () => {
  const tabs = createTabs()
  const tab = watch(tabs, { token: () => Promise.reject(new Error('Signed out.')) })
  await settle(tabs, 300)
  expect(tab.client.connection.getSnapshot()).toMatchObject({
    status: 'connecting',
    error: { code: 'unauthenticated', message: expect.stringContaining('Signed out.') },
  })
})

test('[C6] a tab whose worker is silent looks for another way, one that slept does not', async () => {
  const tabs = createTabs()
  tabs.server.append(ref, created)
  const tab = watch(tabs)
  await settle(tabs, 200)
  tab.freeze()
  await settle(tabs, 9_000)
  tab.wake()
  await settle(tabs, 60_000)
  expect(tab.failures()).toBe(0)
  tabs.killWorker()
  await settle(tabs, 40_000)
  expect(tab.failures()).toBe(1)
})

type Deed =
  | { readonly do: 'write' | 'cut' | 'freeze-socket' | 'down' | 'up' }
  | { readonly do: 'open' | 'die' | 'close' | 'sleep' | 'wake' | 'send'; readonly tab: number }
  | { readonly do: 'wait'; readonly ms: number }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Deed>({ do: 'write' }) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 3_000 }).map((ms): Deed => ({ do: 'wait', ms })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('cut', 'freeze-socket', 'down', 'up').map(what => ({ do: what }) as Deed),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('open', 'die', 'close', 'sleep', 'wake', 'send'), fc.nat(3))
      .map(([what, tab]) => ({ do: what, tab }) as Deed),
  },
)

test('[C6] whatever tabs, socket and server do, the tabs that are left end with the fold of the log, and each command was done once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 40 }), async deeds => {
      const tabs = createTabs({ latencyMs: 5, frameLength: 3 })
      tabs.server.append(ref, created)
      const open = new Map<number, TestTab>()
      let sent = 0
      for (const each of deeds) {
        if (each.do === 'write') tabs.server.append(ref, titled(`w${sent}`))
        else if (each.do === 'wait') await settle(tabs, each.ms)
        else if (each.do === 'cut') tabs.server.sockets()[0]?.cut()
        else if (each.do === 'freeze-socket') tabs.server.sockets()[0]?.freeze()
        else if (each.do === 'down') tabs.server.goDown()
        else if (each.do === 'up') tabs.server.comeUp()
        else if ('tab' in each) {
          const tab = open.get(each.tab)
          if (each.do === 'open' && !tab) open.set(each.tab, watch(tabs))
          if (each.do === 'sleep') tab?.freeze()
          if (each.do === 'wake') tab?.wake()
          if (each.do === 'die' || each.do === 'close') {
            if (each.do === 'die') tab?.die()
            else tab?.client.close()
            open.delete(each.tab)
          }
          if (each.do === 'send' && tab) {
            sent += 1
            tab.client.session(ref).send({
              type: 'message.send',
              parts: [{ kind: 'text', text: `t${each.tab}` }],
            })
          }
        }
      }
      tabs.server.comeUp()
      for (const tab of open.values()) tab.wake()
      await settle(tabs, 120_000)
      const { envelopes } = tabs.server.log(ref)
      const whole = fold(emptyView, envelopes)
      const ids = envelopes.flatMap(({ commandId, event }) =>
        commandId && (event.type === 'message.added' || event.type === 'message.queued') ? [commandId] : [],
      )
      expect(new Set(ids).size).toBe(ids.length)
      for (const tab of open.values()) {
        expect(tab.client.session(ref).getView()).toEqual(whole)
        expect(tab.client.session(ref).outbox().getSnapshot()).toEqual([])
      }
      expect(tabs.server.sockets().length).toBe(open.size > 0 ? 1 : 0)
    }),
    { numRuns: 100 },
  )
})

const bob = personOf({ tenant: null, principal: 'bob' })

/** Every name that a tab was told to be connected as. */
function watchNames({ client }: TestTab): (string | null)[] {
  const names: (string | null)[] = []
  client.connection.subscribe(() => {
    const { principal } = client.connection.getSnapshot()
    if (principal !== (names.at(-1) ?? null)) names.push(principal)
  })
  return names
}

test('[C11] a tab that comes later shares the socket when the server says that it would be the same person’s', async () => {
  let asks = 0
  const tabs = createTabs({
    askPerson: async () => {
      asks += 1
      return personOf({ tenant: null, principal: 'ann' })
    },
  })
  tabs.server.append(ref, created, titled('Bug'))
  const first = watch(tabs)
  await settle(tabs, 200)
  expect(asks).toBe(0)
  const second = watch(tabs)
  await settle(tabs, 200)
  expect([title(first), title(second), asks, tabs.server.attempts()]).toEqual(['Bug', 'Bug', 1, 1])
  const third = watch(tabs, { token: 'good' })
  await settle(tabs, 200)
  expect([title(third), asks, tabs.server.attempts()]).toEqual(['Bug', 1, 1])
})

test.each([
  ['is somebody else', async () => bob],
  ['cannot be known', () => Promise.reject(new Error('Offline.'))],
])(
  '[C11] where who has signed in meanwhile %s, a tab that comes later has all connect anew, and shows nothing of who it was',
  async (_, askPerson) => {
    let who = 'ann'
    const tabs = createTabs({ askPerson, authenticate: () => who })
    tabs.server.append(ref, created, titled('Bug'))
    const first = watch(tabs)
    await settle(tabs, 200)
    who = 'bob'
    const second = tabs.open()
    const [names, firstNames] = [watchNames(second), watchNames(first)]
    second.client.session(ref).subscribe(() => {})
    await settle(tabs, 2_000)
    expect([names, firstNames.at(-1)]).toEqual([['bob'], 'bob'])
    expect([title(first), title(second), tabs.server.sockets().length]).toEqual(['Bug', 'Bug', 1])
  },
)

test('[C11] where somebody else has signed in while a tab was not looked at, all connect anew when it is, and the server is asked no more than every 5 s', async () => {
  let who: string | null = 'ann'
  let asks = 0
  const tabs = createTabs({
    authenticate: () => who,
    askPerson: async () => {
      asks += 1
      return who && personOf({ tenant: null, principal: who })
    },
  })
  tabs.server.append(ref, created, titled('Bug'))
  const [first, second] = [watch(tabs), watch(tabs)]
  await settle(tabs, 200)
  const before = asks
  for (let count = 0; count < 9; count++) first.show()
  await settle(tabs, 200)
  expect([asks - before, tabs.server.attempts(), title(first)]).toEqual([1, 1, 'Bug'])
  who = 'bob'
  second.show()
  await settle(tabs, 6_000)
  expect([asks - before, tabs.server.attempts()]).toEqual([2, 2])
  const names = () => [first, second].map(({ client }) => client.connection.getSnapshot().principal)
  expect([names(), title(first), title(second)]).toEqual([['bob', 'bob'], 'Bug', 'Bug'])
  who = null
  first.show()
  await settle(tabs, 6_000)
  expect([first, second].map(status)).toEqual(['refused', 'refused'])
})

test('[C11] a server that cannot say who has signed in costs no connection when a tab is looked at', async () => {
  const tabs = createTabs({ askPerson: () => Promise.reject(new Error('Not there.')) })
  tabs.server.append(ref, created, titled('Bug'))
  const tab = watch(tabs)
  await settle(tabs, 200)
  tab.show()
  await settle(tabs, 6_000)
  expect([title(tab), status(tab), tabs.server.attempts()]).toEqual(['Bug', 'online', 1])
})

test('[C11] a tab that comes while it is being asked who has signed in is asked for by itself', async () => {
  const answers: ((person: string) => void)[] = []
  const tabs = createTabs({ askPerson: () => new Promise(resolve => void answers.push(resolve)) })
  tabs.server.append(ref, created, titled('Bug'))
  watch(tabs)
  await settle(tabs, 200)
  const second = watch(tabs)
  await settle(tabs, 50)
  const third = watch(tabs)
  await settle(tabs, 50)
  answers[0]?.(personOf({ tenant: null, principal: 'ann' }))
  await settle(tabs, 200)
  expect([title(second), title(third)]).toEqual(['Bug', undefined])
  answers[1]?.(personOf({ tenant: null, principal: 'ann' }))
  await settle(tabs, 200)
  expect([title(third), tabs.server.attempts()]).toEqual(['Bug', 1])
})

test('[C11] what a tab says before it hears that the socket is somebody else’s is not sent as theirs', async () => {
  let who = 'ann'
  const tabs = createTabs({ authenticate: () => who })
  tabs.server.append(ref, created)
  const [first, second] = [watch(tabs), watch(tabs)]
  await settle(tabs, 200)
  first.freeze()
  who = 'bob'
  tabs.server.sockets()[0]?.cut()
  await settle(tabs, 2_000)
  expect(second.client.connection.getSnapshot().principal).toBe('bob')
  // A key is pressed before the page has heard what happened while it slept.
  const { accepted } = first.client.session(ref).send({ type: 'session.rename', title: 'Of Ann' })
  await settle(tabs, 100)
  first.wake()
  await settle(tabs, 2_000)
  await expect(accepted).rejects.toMatchObject({ code: 'principal-changed' })
  expect([tabs.server.received('command'), title(second)]).toEqual([[], null])
})
