import { createReplayClient } from '@sluice/client'
import { emptyView, fold, type View, window } from '@sluice/fold'
import { createLog } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createPage, ref } from './support/createPage.ts'

/** A conversation with a streamed answer, and its view after each event. */
function conversation() {
  const log = createLog()
  log.append(
    { type: 'session.created', agent: 'triage', owner: 'ann', state: { n: 0 } },
    {
      type: 'message.added',
      message: 'q',
      role: 'user',
      after: null,
      parts: [{ part: 'p', kind: 'text', text: 'Hi' }],
    },
    { type: 'run.started', run: 'r', trigger: 'q' },
    { type: 'step.started', step: 's', run: 'r', kind: 'model' },
    { type: 'message.added', message: 'a', role: 'assistant', after: 'q', run: 'r', step: 's' },
    { type: 'part.added', message: 'a', part: 't', kind: 'text' },
    { type: 'part.delta', part: 't', from: 0, text: 'one ' },
    { type: 'part.delta', part: 't', from: 4, text: 'two' },
    { type: 'state.patched', patch: [{ op: 'replace', path: '/n', value: 1 }] },
    { type: 'step.settled', step: 's', outcome: 'completed' },
    { type: 'run.settled', run: 'r', outcome: 'completed' },
  )
  const views: View[] = [emptyView]
  for (const envelope of log.envelopes) views.push(fold(views.at(-1) as View, [envelope]))
  return views
}

function replay(views: readonly View[]) {
  const listeners = new Set<() => void>()
  let at = 0
  const source = {
    getSnapshot: () => views[at] as View,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const { client } = createPage()
  const store = createReplayClient(client, ref, source).session(ref)
  return {
    store,
    listeners,
    goTo(next: number) {
      at = next
      for (const listener of [...listeners]) listener()
    },
  }
}

test('[C9] the store shows the view it is given, forwards and backwards', () => {
  const views = conversation()
  const { store, goTo } = replay(views)
  const leave = store.subscribe(() => undefined)
  const texts = (at: number) => {
    goTo(at)
    const parts = store
      .messages()
      .getSnapshot()
      .flatMap(message => message.parts)
    return parts.map(part => (part.kind === 'text' ? part.text : part.kind))
  }
  expect(texts(11)).toEqual(['Hi', 'one two'])
  expect(texts(7)).toEqual(['Hi', 'one '])
  expect(texts(8)).toEqual(['Hi', 'one two'])
  expect(texts(2)).toEqual(['Hi'])
  expect(texts(0)).toEqual([])
  expect(texts(11)).toEqual(['Hi', 'one two'])
  for (const at of [11, 3, 9, 0]) {
    goTo(at)
    expect(store.getView()).toBe(views[at])
    expect(store.view().getSnapshot()).toBe(views[at])
    expect(store.state().getSnapshot()).toEqual(views[at]?.state)
  }
  leave()
})

test('[C9] [F7] it shows as much of a view as it is given, also of the same one', () => {
  const whole = conversation().at(-1) as View
  const { store, goTo } = replay([whole, window(whole, { messages: 1 })])
  const leave = store.subscribe(() => undefined)
  const lineAt = (at: number) => {
    goTo(at)
    return store.line().getSnapshot()
  }
  expect([0, 1, 0].map(lineAt)).toEqual([['q', 'a'], ['a'], ['q', 'a']])
  leave()
})

test('[C5] a step forward tells the readers of what it changed, and nobody else', () => {
  const { store, goTo } = replay(conversation())
  goTo(7)
  const told: string[] = []
  const listen = (name: string, readable: { subscribe(listener: () => void): () => void }) =>
    readable.subscribe(() => void told.push(name))
  const leaves = [
    listen('part t', store.part('t')),
    listen('part p', store.part('p')),
    listen('message q', store.message('q')),
    listen('line', store.line()),
    listen('state', store.state()),
  ]
  goTo(8)
  expect(told).toEqual(['part t'])
  goTo(9)
  expect(told).toEqual(['part t', 'state'])
  for (const leave of leaves) leave()
})

test('[C9] nothing can be sent into the past, and nothing is asked of the server', async () => {
  const { store, goTo } = replay(conversation())
  goTo(11)
  const { accepted } = store.send({ type: 'run.stop', run: 'r' })
  await expect(accepted).rejects.toMatchObject({ code: 'forbidden' })
  expect(store.outbox().getSnapshot()).toEqual([])
  expect(store.getStatus()).toEqual({ phase: 'live', writer: true, error: null, staleSince: null })
})

test('[C9] it lets go of its source with the last listener, and other sessions are the live ones', () => {
  const { store, listeners } = replay(conversation())
  const leave = store.part('t').subscribe(() => undefined)
  expect(listeners.size).toBe(1)
  leave()
  leave()
  expect(listeners.size).toBe(0)
  const { client } = createPage()
  const other = { agent: 'triage', id: 'other' }
  const past = createReplayClient(client, ref, {
    getSnapshot: () => emptyView,
    subscribe: () => () => undefined,
  })
  expect(past.session(other)).toBe(client.session(other))
  expect(past.session(ref)).not.toBe(client.session(ref))
})
