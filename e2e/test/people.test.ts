import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { buildPeople } from '../people/buildPeople.ts'
import type { PersonPage } from '../people/page/main.ts'
import { type HostileProxy, startHostileProxy } from '../support/hostileProxy.ts'
import { startServer, type TestServer } from '../support/startServer.ts'

declare global {
  interface Window {
    readonly person: PersonPage
  }
}

const folder = mkdtempSync(join(tmpdir(), 'sluice-people-'))
const session = { agent: 'triage', id: 'shared' }

test.describe('the people of one browser', () => {
  let server: TestServer
  let proxy: HostileProxy
  test.beforeAll(async () => {
    const builds = await buildPeople(folder)
    server = await startServer({ program: 'e2e/servers/people.ts', env: { SLUICE_BUILDS: builds.join(' ') } })
  })
  test.beforeEach(async () => {
    proxy = await startHostileProxy(server.port)
  })
  test.afterEach(() => proxy.close())
  test.afterAll(async () => {
    await server.dispose()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (
    context: BrowserContext,
    query: Readonly<Record<string, string>> = {},
    build = 'a',
  ): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(`${proxy.url}/${build}/?${new URLSearchParams({ session: session.id, ...query })}`)
    await page.waitForFunction(() => window.person !== undefined)
    return page
  }
  const signIn = (context: BrowserContext, name: string) =>
    context.addCookies([{ name: 'token', value: name, url: proxy.url }])
  const words = (page: Page) => page.locator('main').textContent()
  const who = (page: Page) => page.evaluate(() => window.person.who())
  const say = (page: Page, text: string) => page.evaluate(said => window.person.send(said), text)
  const everDrawn = (page: Page) => page.evaluate(() => [...window.person.drawn].join('\n'))
  /** What a person has said, as the server has it. */
  const said = async (name: string): Promise<string[]> => {
    const path = `/v1/sessions/${session.agent}/${session.id}/messages`
    const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${name}` } })
    const { entries } = (await answer.json()) as {
      entries: { entry: { role?: string; parts: { text: string }[] } }[]
    }
    return entries.flatMap(({ entry: { role, parts } }) =>
      role === 'user' ? parts.map(({ text }) => text) : [],
    )
  }

  /** Everything that the browser keeps, by the names of the databases. */
  const kept = (page: Page): Promise<Record<string, string>> =>
    page.evaluate(async () => {
      const wait = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      const found: Record<string, string> = {}
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await wait(indexedDB.open(name))
        const tables = [...database.objectStoreNames]
        const rows = await Promise.all(
          tables.map(table => wait(database.transaction(table).objectStore(table).getAll())),
        )
        found[name] = rows.flat().length === 0 ? '' : JSON.stringify(rows)
        database.close()
      }
      return found
    })

  test('[C11] where a cookie says who asks, the tabs of a browser are of whoever signed in last, and nothing of who was before is shown or sent', async ({
    context,
  }) => {
    await signIn(context, 'ann')
    const first = await open(context)
    await say(first, 'Secret of ann')
    await expect.poll(() => words(first)).toBe('Secret of ann\nYes.')
    await expect.poll(async () => JSON.stringify(await kept(first))).toContain('Yes.')
    // Ann says something that cannot be sent, and signs out without a word to the client.
    proxy.setPasses('pages')
    await expect.poll(() => who(first)).not.toBe('ann')
    await say(first, 'Unsent of ann')
    await expect.poll(async () => JSON.stringify(await kept(first))).toContain('Unsent of ann')
    await signIn(context, 'bob')
    proxy.setPasses('all')
    const second = await open(context)
    await expect.poll(() => who(second)).toBe('bob')
    await expect.poll(() => who(first)).toBe('bob')
    for (const page of [first, second]) await expect.poll(() => words(page)).toBe('')
    await say(second, 'Secret of bob')
    for (const page of [first, second]) await expect.poll(() => words(page)).toBe('Secret of bob\nYes.')
    expect([await said('bob'), await said('ann')]).toEqual([['Secret of bob'], ['Secret of ann']])
    expect(proxy.sockets).toBe(1)
    // Cid signs in while the socket of the tabs is up, and opens another tab.
    await signIn(context, 'cid')
    const third = await open(context)
    for (const page of [first, second, third]) await expect.poll(() => who(page)).toBe('cid')
    for (const page of [first, second, third]) await expect.poll(() => words(page)).toBe('')
    expect(await everDrawn(third)).not.toMatch(/of ann/)
    await signIn(context, 'ann')
    const fourth = await open(context)
    for (const page of [first, second, third, fourth])
      await expect.poll(() => words(page)).toBe('Secret of ann\nYes.\nUnsent of ann\nYes.')
    expect(await said('ann')).toEqual(['Secret of ann', 'Unsent of ann'])
    expect(await everDrawn(fourth)).not.toMatch(/of bob/)
    expect(proxy.sockets).toBe(1)
    // Bob signs in elsewhere, and somebody looks at the page again.
    await signIn(context, 'bob')
    await fourth.evaluate(() => window.dispatchEvent(new Event('focus')))
    for (const page of [first, second, third, fourth]) {
      await expect.poll(() => who(page)).toBe('bob')
      await expect.poll(() => words(page)).toBe('Secret of bob\nYes.')
    }
  })

  test('[C3][W3] a token that is revoked ends the subscription with a state that the page can show, and what is said then is kept, however soon the page is left', async ({
    context,
  }) => {
    const page = await open(context, { user: 'fay', token: 'fay' })
    await say(page, 'Secret of fay')
    await expect.poll(() => words(page)).toBe('Secret of fay\nYes.')
    await expect.poll(() => who(page)).toBe('refused')
    await expect.poll(() => page.evaluate(() => window.person.why())).toBe('unauthenticated')
    expect(await words(page)).toBe('Secret of fay\nYes.')
    await expect.poll(() => proxy.sockets).toBe(0)
    // What it says waits, for as long as it takes, even when the page is left at once.
    const before = proxy.opened
    const unheard = Array.from({ length: 8 }, (_, at) => `Unheard ${at} of fay`)
    for (const [at, text] of unheard.entries()) {
      const isLeft = page.waitForEvent('load')
      await page.evaluate(said => {
        window.person.send(said)
        location.reload()
      }, text)
      await isLeft
      const waiting = unheard.slice(0, at + 1).map(each => `\n… ${each}`)
      await expect.poll(() => words(page)).toBe(['Secret of fay\nYes.', ...waiting].join(''))
    }
    await expect.poll(() => who(page)).toBe('refused')
    await expect.poll(() => page.evaluate(() => window.person.why())).toBe('unauthenticated')
    // The worker of each page asks it for another token once.
    expect(proxy.opened - before).toBeLessThanOrEqual(2 * unheard.length)
  })

  test('[C3][C6][C10] two people and two builds in one browser have sockets and a memory of their own, who signs out leaves nothing, and what a tab said right before it was left is sent by another one', async ({
    context,
  }) => {
    const dan = { user: 'dan', token: 'dan' }
    const eve = { user: 'eve', token: 'eve' }
    const [danOne, danTwo, eveOne] = [
      await open(context, dan),
      await open(context, dan),
      await open(context, eve),
    ]
    await say(danOne, 'Secret of dan')
    await say(eveOne, 'Secret of eve')
    for (const page of [danOne, danTwo]) await expect.poll(() => words(page)).toBe('Secret of dan\nYes.')
    await expect.poll(() => words(eveOne)).toBe('Secret of eve\nYes.')
    expect(proxy.sockets).toBe(2)
    const danNext = await open(context, dan, 'b')
    await expect.poll(() => words(danNext)).toBe('Secret of dan\nYes.')
    await expect.poll(() => proxy.sockets).toBe(3)
    await expect
      .poll(async () => Object.values(await kept(eveOne)).filter(text => text.includes('Yes.')).length)
      .toBe(2)
    for (const [name, text] of Object.entries(await kept(eveOne)))
      expect(text).not.toContain(name.includes('dan') ? 'of eve' : 'of dan')
    await danTwo.evaluate(() => window.person.logout())
    for (const page of [danOne, danTwo, danNext]) await expect.poll(() => who(page)).toBe('closed')
    for (const page of [danOne, danTwo, danNext]) await expect.poll(() => words(page)).toBe('')
    await expect.poll(() => proxy.sockets).toBe(1)
    expect(Object.values(await kept(eveOne)).join()).not.toContain('dan')
    await say(eveOne, 'Still here')
    await expect.poll(() => words(eveOne)).toBe('Secret of eve\nYes.\nStill here\nYes.')
    for (const page of [danOne, danTwo, danNext]) expect(await everDrawn(page)).not.toMatch(/of eve/)
    expect(await everDrawn(eveOne)).not.toMatch(/of dan/)
    const eveTwo = await open(context, eve)
    await expect.poll(() => words(eveTwo)).toBe('Secret of eve\nYes.\nStill here\nYes.')
    const last = ['One', 'Two', 'Three', 'Four', 'Five']
    const isLeft = eveOne.waitForEvent('load')
    await eveOne.evaluate(texts => {
      for (const text of texts) window.person.send(text)
      location.href = 'about:blank'
    }, last)
    await isLeft
    const all = ['Secret of eve', 'Still here', ...last].map(text => `${text}\nYes.`).join('\n')
    await expect.poll(() => words(eveTwo)).toBe(all)
    proxy.setPasses('pages')
    const danLater = await open(context, dan)
    await expect.poll(() => who(danLater)).toBe('connecting')
    expect(await words(danLater)).toBe('')
  })
})
