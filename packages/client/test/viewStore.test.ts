import { emptyView, findMessage, findPart, fold, lineOf, partsOf, type View, window } from '@sluice/fold'
import { createLog, randomLog } from '@sluice/testkit'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createViewStore } from '../src/session/createViewStore.ts'

function idsOf(view: View): { messages: string[]; parts: string[] } {
  const messages = [
    ...Object.values(view.open.messages),
    ...view.settled.flat().filter(entry => entry.kind === 'message'),
  ]
  const parts = messages.flatMap(message =>
    message.parts.map(slot => (typeof slot === 'string' ? slot : slot.id)),
  )
  return { messages: messages.map(({ id }) => id), parts }
}

test('[C5] the readables find what walking the view finds, and are told of what changed, after any steps through any log', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 7 }),
      (tape, stride) => {
        const { envelopes } = randomLog(tape, 120)
        const store = createViewStore(() => {})
        const told = new Map<string, unknown>()
        let view = emptyView
        for (let at = 0; at < envelopes.length; at += stride) {
          view = fold(view, envelopes.slice(at, at + stride))
          store.show(view, false)
          store.tell()
          const { messages, parts } = idsOf(view)
          for (const id of messages) expect(store.message(id).getSnapshot()).toBe(findMessage(view, id))
          for (const id of parts) expect(store.part(id).getSnapshot()).toBe(findPart(view, id))
          for (const [readable, ids] of [
            [store.message, messages],
            [store.part, parts],
          ] as const) {
            for (const id of ids) {
              const { getSnapshot, subscribe } = readable(id)
              if (!told.has(id)) subscribe(() => told.set(id, getSnapshot()))
              if (!told.has(id)) told.set(id, getSnapshot())
              expect(told.get(id)).toBe(getSnapshot())
            }
          }
          expect(store.line().getSnapshot()).toEqual(lineOf(view))
          expect(store.messages().getSnapshot()).toEqual(
            lineOf(view).map(id => {
              const message = findMessage(view, id)
              return message && { ...message, parts: partsOf(view, message) }
            }),
          )
        }
      },
    ),
    { numRuns: 150 },
  )
})

test('[C5] a view that begins elsewhere is taken whole, and nothing of the one before is left', () => {
  const log = createLog()
  log.append({ type: 'session.created', agent: 'triage', owner: 'ann' })
  for (let at = 0; at < 9; at++) {
    const after = at === 0 ? null : `m${at - 1}`
    const parts = [{ part: `p${at}`, kind: 'text', text: 'Why?' }] as const
    log.append({ type: 'message.added', message: `m${at}`, role: 'user', after, parts: [...parts] })
  }
  const { view } = log
  const store = createViewStore(() => {})
  store.show(view, false)
  const told: unknown[] = []
  const { getSnapshot, subscribe } = store.message('m0')
  subscribe(() => told.push(getSnapshot()))
  const smaller = window(view, { messages: 5 })
  store.show(smaller, true)
  store.tell()
  expect(store.line().getSnapshot()).toEqual(['m4', 'm5', 'm6', 'm7', 'm8'])
  expect(told).toEqual([null])
})
