import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addEvents } from '../src/addEvents.ts'

const encoder = new TextEncoder()
const LIVE = 'event: live\ndata:{"delta":"ü"}\n\n'

test('[FL1] however a stream is cut into pieces, added events stand between its own', async () => {
  const event = fc.stringMatching(/^[a-zü{}:]{1,12}$/).map(data => `event: data\ndata:${data}\n\n`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1 }),
      fc.infiniteStream(fc.nat(9)),
      async (events, dice) => {
        const bytes = encoder.encode(events.join(''))
        const roll = () => dice.next().value
        let at = 0
        const source = new ReadableStream<Uint8Array>({
          pull(controller) {
            const end = at + 1 + roll()
            controller.enqueue(bytes.slice(at, end))
            at = end
            if (at >= bytes.length) controller.close()
          },
        })
        const { body, add } = addEvents(source, () => {})
        const reader = body.getReader()
        const decoder = new TextDecoder()
        let [text, added] = ['', 0]
        for (;;) {
          if (roll() < 4) {
            add(LIVE)
            added += 1
          }
          const { done, value } = await reader.read()
          if (done) break
          text += decoder.decode(value, { stream: true })
        }
        const blocks = text.split('\n\n').map(block => `${block}\n\n`)
        expect(blocks.pop()).toBe('\n\n')
        expect(blocks.filter(block => block !== LIVE).join('')).toBe(events.join(''))
        expect(blocks.filter(block => block === LIVE).length).toBeLessThanOrEqual(added)
      },
    ),
  )
})

test('[FL3] a reader that does not read is not buffered without bound, and one that leaves is forgotten', async () => {
  let hasEnded = false
  let isCancelled = false
  const source = new ReadableStream<Uint8Array>({
    cancel() {
      isCancelled = true
    },
  })
  const { body, add } = addEvents(source, () => {
    hasEnded = true
  })
  for (let count = 0; count < 5000; count++) add(LIVE)
  const reader = body.getReader()
  let read = 0
  for (let isThere = true; isThere; ) {
    const next = await Promise.race([
      reader.read(),
      new Promise<null>(resolve => setImmediate(() => resolve(null))),
    ])
    isThere = next !== null
    if (isThere) read += 1
  }
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThan(600)
  await reader.cancel()
  expect([hasEnded, isCancelled]).toEqual([true, true])
})
