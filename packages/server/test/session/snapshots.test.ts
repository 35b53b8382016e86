import type { Event } from '@sluice/protocol'
import { VIEW_REVISION } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { createHarness, localKey } from '../support/createHarness.ts'
import { append, delta, opening, stream } from '../support/events.ts'
import { quiet } from '../support/until.ts'

/** A settled run with one question and one answer, both of a length. */
function turn(number: number, after: string | null, length: number): Event[] {
  const text = 'x'.repeat(length)
  return [
    {
      type: 'message.added',
      message: `q${number}`,
      role: 'user',
      after,
      parts: [{ part: `qp${number}`, kind: 'text', text }],
    },
    { type: 'run.started', run: `r${number}`, trigger: `q${number}` },
    { type: 'run.settled', run: `r${number}`, outcome: 'completed' },
  ]
}

test('[S3] A snapshot is stored every so many events, and the session opens from it', async () => {
  const harness = createHarness({ limits: { snapshotEvents: 50 } })
  const handle = await harness.session()
  await append(handle, ...opening)
  await stream(handle, 60, 1, 10)
  await quiet()
  const stored = await harness.store.getSnapshot(localKey(), VIEW_REVISION, null)
  expect(JSON.parse(stored?.json ?? '')).toMatchObject({ offset: stored?.offset })

  const again = await harness.restart()
  expect((await again.session()).view()).toEqual(handle.view())
})

test('[S3] A snapshot of another history or another revision is passed over', async () => {
  const harness = createHarness()
  const handle = await harness.session()
  await append(handle, ...opening, delta(0, 'right'))
  const view = handle.view()
  const wrong = { ...view, head: 'wrong', offset: '0000000000000003_zzzzzzzz' }
  const inner = harness.store
  const lying = {
    ...inner,
    getSnapshot: async () => ({
      offset: wrong.offset,
      viewRevision: VIEW_REVISION,
      json: JSON.stringify(wrong),
    }),
  }
  await harness.hub.close()
  const opened = await createHarness({}, lying).session()
  expect(opened.view()).toEqual(view)
})

test('[S3] A reader of a long session gets a window, and the older messages in pages', async () => {
  const { hub, session, connect } = createHarness()
  const handle = await session()
  await append(handle, { type: 'session.created', agent: 'triage', owner: 'local' })
  for (let number = 1; number <= 300; number++) {
    await append(handle, ...turn(number, number === 1 ? null : `q${number - 1}`, 2000))
  }
  const peer = await connect()
  peer.subscribe(1)
  await peer.wait('live')
  const pieces = peer.of('snapshot')
  expect(pieces.every(({ text }) => Buffer.byteLength(text) <= 64 * 1024)).toBe(true)
  expect(pieces.length).toBeGreaterThan(1)
  const text = pieces.map(piece => piece.text).join('')
  expect(text.length).toBeLessThan(200 * 1024)
  const view = JSON.parse(text)
  expect(view.settledBefore).toBeGreaterThan(400)

  const ordinals: number[] = []
  let before: number | null = view.settledBefore
  while (before !== null) {
    const page = await hub.reads.page(
      { id: 'local', tenant: 'local', expiresAt: null },
      localKey(),
      before,
      100,
    )
    ordinals.unshift(...page.entries.map(({ ordinal }) => ordinal))
    before = page.before
  }
  expect(ordinals).toEqual(Array.from({ length: view.settledBefore }, (_, index) => index))
})

test('[S4] A frame holds no more than the limit says, of a snapshot and of envelopes', async () => {
  const { session, connect } = createHarness({ limits: { sentBytes: 300 } })
  const handle = await session()
  const word = 'eins 👩‍👩‍👧 '
  await append(handle, ...opening)
  for (let at = 0; at < 100; at += 1) await append(handle, delta(at * word.length, word))
  const peer = await connect()
  peer.subscribe(1)
  await peer.wait('live')
  const pieces = peer.of('snapshot')
  expect(pieces.length).toBeGreaterThan(5)
  expect(pieces.every(({ text }) => Buffer.byteLength(text) <= 300 && text.isWellFormed())).toBe(true)
  expect(JSON.parse(pieces.map(({ text }) => text).join(''))).toEqual(handle.view())
  peer.subscribe(2, { from: handle.view().offset })
  await append(handle, ...Array.from({ length: 10 }, (_, at) => delta(100 * word.length + at, '.')))
  await peer.wait('events')
  const lengths = peer.of('events', 1).map(({ envelopes }) => JSON.stringify(envelopes).length)
  expect(lengths.length).toBeGreaterThan(3)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(302)
})

test('[S3] The view at an offset is whole and stands there', async () => {
  const { hub, session } = createHarness()
  const handle = await session()
  const first = await append(handle, ...opening)
  const second = await append(handle, delta(0, 'one'))
  await append(handle, delta(3, ' two'))
  const local = { id: 'local', tenant: 'local', expiresAt: null }
  const view = await hub.reads.view(local, localKey(), second)
  expect(view.offset).toBe(second)
  expect(view.open.parts.p1).toMatchObject({ text: 'one' })
  await expect(hub.reads.view(local, localKey(), `${first?.slice(0, 17)}zzzzzzzz`)).rejects.toMatchObject({
    code: 'offset-gone',
  })
})
