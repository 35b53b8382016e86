import { type Client, createClient, type SessionStore } from '@sluice/client'
import { emptyView, fold, type View } from '@sluice/fold'
import type { Command } from '@sluice/protocol'
import { createLog } from '@sluice/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { personOf } from '../src/connection/personOf.ts'
import { browserEnvironment } from '../src/edge/browserEnvironment.ts'
import { createDeviceStorage } from '../src/edge/deviceStorage.ts'
import { createLastPerson } from '../src/edge/lastPerson.ts'
import { ref } from './support/createPage.ts'
import { openDevice } from './support/openDevice.ts'

/** Nothing wakes, so that nothing listens when a test is over. */
const environment = { ...browserEnvironment, onWake: () => () => undefined }

/** Nothing answers there, so that the pages are offline. */
const url = 'http://127.0.0.1:1'
const ann = personOf({ tenant: 'acme', principal: 'ann' })
const bob = personOf({ tenant: 'acme', principal: 'bob' })
const say = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })

function viewOf(title: string): View {
  const log = createLog()
  log.append({ type: 'session.created', agent: 'triage', owner: 'ann' }, { type: 'session.titled', title })
  return fold(emptyView, log.envelopes)
}

const clients: Client[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** The storage of a login by a cookie, or of a user that the page names. */
function openStorage(user?: string, now = environment.now, after = environment.after) {
  const name = user === undefined ? `sluice ${url} ` : `sluice ${url} user ${user}`
  const person = createLastPerson(name, user !== undefined)
  const options = {
    name,
    person,
    environment: { ...environment, now, after },
    asks: () => null,
    ended: () => undefined,
  }
  return { person, ...createDeviceStorage(options) }
}

/** Where there are no locks, each page counts as ended once another asks. */
const endPages = () => vi.stubGlobal('navigator', {})

/** A browser in which a person has read a session and left something unsent. */
async function leaveBehind(people: readonly string[], user?: string) {
  const device = openDevice()
  const { views, person } = openStorage(user)
  for (const each of people) {
    person.greeted(each)
    views.save(ref, viewOf(`Of ${each}`), each)
  }
  await vi.waitFor(async () => expect(await device.rows('views')).toHaveLength(people.length))
  return device
}

/** A page of that browser, without a connection. */
function openPage(user?: string): { client: Client; session: SessionStore } {
  const client = createClient({ url, environment, ...(user !== undefined && { user }) })
  clients.push(client)
  const session = client.session(ref)
  session.subscribe(() => {})
  return { client, session }
}

const title = ({ session }: { session: SessionStore }) => session.getView().session?.title

test('[C11] a page that is offline paints what was kept of whom the server greeted last in this browser', async () => {
  const device = await leaveBehind([bob, ann])
  const page = openPage()
  await vi.waitFor(() => expect(title(page)).toBe(`Of ${ann}`))
  page.client.close()
  device.remembered.clear()
  const next = openPage()
  await vi.waitFor(() => expect(next.client.connection.getSnapshot().attempt).toBeGreaterThan(0))
  expect(next.session.getView()).toBe(emptyView)
})

test('[C11] the device gives each person what is theirs, and nobody what nobody has been greeted for', async () => {
  await leaveBehind([ann, bob])
  const { outbox, views } = openStorage()
  const stored = { commandId: 'of-ann', command: say('Hello'), createdAt: 0, person: ann }
  await outbox.put(ref, stored)
  await outbox.put(ref, { commandId: 'of-nobody', command: say('Hello'), createdAt: 0 })
  expect((await views.load(ref, ann))?.view.session?.title).toBe(`Of ${ann}`)
  expect((await views.load(ref, null))?.person).toBe(bob)
  expect(await outbox.load(ref, ann)).toEqual([stored])
  expect(await outbox.load(ref, bob)).toEqual([])
  // A user whom the page names is who says it, greeted or not.
  const named = openStorage('cid')
  await named.outbox.put(ref, { commandId: 'of-cid', command: say('Hello'), createdAt: 0 })
  expect(await named.outbox.load(ref, null)).toMatchObject([{ commandId: 'of-cid' }])
})

test.each([
  ['by a cookie', undefined],
  ['with a name', 'ann'],
])(
  '[C10] who is signed in %s and signs out leaves nothing, in no page of the browser, and nothing is kept after it',
  async (_, user) => {
    const device = await leaveBehind([ann], user)
    const [one, other] = [openPage(user), openPage(user)]
    await vi.waitFor(() => expect([title(one), title(other)]).toEqual([`Of ${ann}`, `Of ${ann}`]))
    const sent = [one, other].map(({ session }) => session.send(say('Hello')))
    await vi.waitFor(async () => expect(await device.rows('commands')).toHaveLength(2))
    await one.client.logout()
    expect([await device.rows('views'), await device.rows('commands')]).toEqual([[], []])
    expect([...device.remembered.keys()]).toEqual([])
    await vi.waitFor(() => expect(other.client.connection.getSnapshot().status).toBe('closed'))
    expect(one.client.connection.getSnapshot().status).toBe('closed')
    for (const { session } of [one, other]) {
      expect(session.getView()).toBe(emptyView)
      expect(session.outbox().getSnapshot()).toEqual([])
      session.send(say('After it'))
    }
    for (const { accepted } of sent)
      await expect(accepted).rejects.toMatchObject({ code: 'principal-changed' })
    await other.client.logout()
    expect([await device.rows('views'), await device.rows('commands')]).toEqual([[], []])
    const next = openPage(user)
    await vi.waitFor(() => expect(next.client.connection.getSnapshot().attempt).toBeGreaterThan(0))
    expect([next.session.getView(), next.session.outbox().getSnapshot()]).toEqual([emptyView, []])
  },
)

test('[C10] who signs out leaves no draft either, and the drafts of others and what the application keeps stay', async () => {
  const device = await leaveBehind([ann])
  const draft = 'sluice:draft:triage/bug-7'
  const kept = [
    draft,
    `${draft} by`,
    `${draft} by ann`,
    'sluice:read:triage/bug-7',
    `${draft} by bob`,
    'theme',
  ]
  for (const key of kept) device.remembered.set(key, 'ann')
  const page = openPage()
  await vi.waitFor(() => expect(title(page)).toBe(`Of ${ann}`))
  await page.client.logout()
  expect([...device.remembered.keys()]).toEqual([`${draft} by bob`, 'theme'])
})

test('[C11] who signs out leaves what is kept of others where a cookie says who asks', async () => {
  const device = await leaveBehind([bob, ann])
  const page = openPage()
  await vi.waitFor(() => expect(title(page)).toBe(`Of ${ann}`))
  await page.client.logout()
  expect(await device.rows('views')).toMatchObject([{ person: bob }])
})

test('[C3] what is kept is found in the order in which it was said, by whichever page and whatever became of the clock', async () => {
  openDevice()
  endPages()
  const put = ({ outbox }: ReturnType<typeof openStorage>, commandId: string) =>
    outbox.put(ref, { commandId, command: say(commandId), createdAt: 0 })
  let time = 1_000
  const now = () => time
  const [one, other] = [openStorage('ann', now), openStorage('ann', now)]
  await put(one, 'first')
  time = 2_000
  await put(other, 'second')
  time = 500
  const next = openStorage('ann', now)
  expect(await next.outbox.load(ref, null)).toHaveLength(2)
  for (const id of ['third', 'fourth', 'fifth']) await put(next, id)
  await put(next, 'fourth')
  const found = await openStorage('ann', now).outbox.load(ref, null)
  expect(found.map(({ commandId }) => commandId)).toEqual(['first', 'second', 'third', 'fourth', 'fifth'])
})

test('[C3][C11] what another page finds and changes before anybody is greeted is kept as changed', async () => {
  openDevice()
  endPages()
  const before = openStorage()
  before.person.greeted(ann)
  await before.outbox.put(ref, { commandId: 'one', command: say('Hello'), createdAt: 0, person: ann })
  const next = openStorage()
  const [found] = await next.outbox.load(ref, null)
  expect(found).toMatchObject({ person: ann })
  await next.outbox.put(ref, { commandId: 'one', command: say('Goodbye'), createdAt: 0 })
  expect(await openStorage().outbox.load(ref, null)).toMatchObject([{ command: say('Goodbye'), person: ann }])
})

test('[C3] of a command only what was said last is kept: refused or not, sent or not', async () => {
  openDevice()
  endPages()
  const { outbox } = openStorage('ann')
  const refused = { code: 'forbidden', message: 'No.' } as const
  const first = { commandId: 'one', command: say('Hello'), createdAt: 0, wasSent: true, refused }
  await outbox.put(ref, first)
  expect(await openStorage('ann').outbox.load(ref, null)).toEqual([first])
  const edited = { commandId: 'one', command: say('Please'), createdAt: 0 }
  const next = openStorage('ann').outbox
  await next.load(ref, null)
  await next.put(ref, edited)
  expect(await openStorage('ann').outbox.load(ref, null)).toEqual([edited])
})

test('[C3] a database that does not answer holds up what is said for two seconds at most', async () => {
  openDevice()
  vi.stubGlobal('indexedDB', { open: () => new EventTarget() })
  const timers: { readonly delayMs: number; readonly run: () => void }[] = []
  const { outbox } = openStorage('ann', environment.now, (delayMs, run) => {
    timers.push({ delayMs, run })
    return () => undefined
  })
  let isOver = false
  const put = outbox.put(ref, { commandId: 'one', command: say('Hello'), createdAt: 0 })
  const over = put.then(
    () => undefined,
    () => {
      isOver = true
    },
  )
  expect([isOver, timers.map(({ delayMs }) => delayMs)]).toEqual([false, [2_000]])
  for (const { run } of timers) run()
  await over
  expect(isOver).toBe(true)
})

test('[C3] what is said in one turn is all on its way to the device before the next, however soon the page is left', async () => {
  const device = openDevice()
  const { outbox } = openStorage('ann')
  await outbox.load(ref, null)
  const begun = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const ids = ['first', 'second', 'third']
  const puts = ids.map(commandId => outbox.put(ref, { commandId, command: say(commandId), createdAt: 0 }))
  // Promises run, and no answer of the database comes.
  for (let count = 0; count < 30; count++) await Promise.resolve()
  expect(begun).toHaveBeenCalledTimes(3)
  await Promise.all(puts)
  expect((await device.rows('commands')).map(({ commandId }) => commandId).sort()).toEqual(ids)
})

test('[C3] what is taken out is taken out at once, however soon the page is left', async () => {
  const device = openDevice()
  const { outbox } = openStorage('ann')
  await outbox.put(ref, { commandId: 'one', command: say('Hello'), createdAt: 0 })
  const commit = vi.spyOn(IDBTransaction.prototype, 'commit')
  await outbox.remove(ref, 'one')
  expect(commit).toHaveBeenCalledTimes(1)
  expect(await device.rows('commands')).toEqual([])
})
