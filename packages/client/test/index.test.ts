import { emptyView, findMessage, findPart, fold, lineOf, partsOf, type View, window } from '@sluice/fold'
import { randomLog } from '@sluice/testkit'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIndex } from '../src/session/createIndex.ts'

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

test('[C5] the index finds what walking the view finds, and says what changed, after any steps through any log', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 7 }),
      (tape, stride) => {
        const { envelopes } = randomLog(tape, 120)
        const index = createIndex()
        let view = emptyView
        for (let at = 0; at < envelopes.length; at += stride) {
          const before = idsOf(view)
          const find = (id: string) => index.message(id) ?? index.part(id)
          const earlier = new Map([...before.messages, ...before.parts].map(id => [id, find(id)]))
          view = fold(view, envelopes.slice(at, at + stride))
          const changed = index.update(view)
          const { messages, parts } = idsOf(view)
          for (const id of messages) expect(index.message(id)).toBe(findMessage(view, id))
          for (const id of parts) expect(index.part(id)).toBe(findPart(view, id))
          for (const [id, was] of earlier) {
            if (find(id) !== was) expect(changed).toContain(id)
          }
          expect(index.line()).toEqual(lineOf(view))
          expect(index.messages()).toEqual(
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

test('[C5] a view that begins elsewhere is indexed whole', () => {
  const { view } = randomLog([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9], 400)
  const index = createIndex()
  index.update(window(view, { messages: 5 }))
  expect(index.line()).toEqual(lineOf(window(view, { messages: 5 })))
})
