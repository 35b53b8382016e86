// vitest's equality reads `constructor` and `__proto__` of what it compares, which here may be ids.
import { deepStrictEqual } from 'node:assert/strict'
import { emptyView, fold, type View } from '@sluice/fold'
import { type Envelope, parseEvent } from '@sluice/protocol'
import { createLog, randomLog } from '@sluice/testkit'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactLog } from '../../src/rewrite/redactLog.ts'
import { shrinkLog } from '../../src/rewrite/shrinkLog.ts'
import type { LogChange } from '../../src/store/Store.ts'

const tape = fc.array(fc.nat(10_000), { minLength: 20, maxLength: 120 })

function apply(envelopes: readonly Envelope[], changes: readonly LogChange[]): Envelope[] {
  const byOffset = new Map(changes.map(change => [change.offset, change]))
  expect(byOffset.size).toBe(changes.length)
  return envelopes.flatMap(envelope => {
    const change = byOffset.get(envelope.offset)
    if (change === undefined) return envelope
    return change.event === null ? [] : { ...envelope, event: change.event }
  })
}

function viewsOf(envelopes: readonly Envelope[]): Map<string, View> {
  let view = emptyView
  return new Map(
    envelopes.map(envelope => {
      view = fold(view, [envelope])
      return [envelope.offset, view]
    }),
  )
}

/** What an answer is kept in, for those who may inspect it. */
const said = { blob: 'a'.repeat(64), bytes: 6, mediaType: 'text/plain', preview: 'secret' }

/** A log in which an answer streams in many small pieces, beside a tool that tells its progress. */
function streamed(deltas: number) {
  const log = createLog()
  log.command({ type: 'message.send', parts: [{ kind: 'text', text: 'Read it.' }] })
  const run = 'command1-run'
  log.append(
    { type: 'step.started', step: 's1', run, kind: 'model' },
    { type: 'message.added', message: 'a1', role: 'assistant', after: log.view.head, run, step: 's1' },
    { type: 'part.added', message: 'a1', part: 't1', kind: 'text' },
  )
  for (let at = 0; at < deltas; at++)
    log.append({ type: 'part.delta', part: 't1', from: at * 3, text: '界 é' })
  log.append(
    { type: 'tool.called', message: 'a1', call: 'c1', tool: 'read' },
    { type: 'part.delta', part: 'c1', from: 0, text: '{"path":"secret' },
    { type: 'part.delta', part: 'c1', from: 15, text: '.ts"}' },
    { type: 'tool.ready', call: 'c1' },
    { type: 'step.settled', step: 's1', outcome: 'completed', harness: said, provider: said },
    { type: 'tool.started', call: 'c1', attempt: 1 },
    { type: 'tool.progressed', call: 'c1', text: 'secret 1' },
    { type: 'tool.progressed', call: 'c1', text: 'secret 2' },
    { type: 'tool.progressed', call: 'c1', text: 'secret 3' },
    { type: 'tool.settled', call: 'c1', outcome: 'completed', output: { json: 'secret' } },
    { type: 'run.settled', run, outcome: 'completed' },
  )
  return log
}

describe('shrinking', () => {
  test('[S10] what is left of a log folds to the same view at every offset that is left', () => {
    fc.assert(
      fc.property(tape, numbers => {
        const { envelopes } = randomLog(numbers, 160)
        const shrunk = apply(envelopes, shrinkLog(envelopes))
        expect(shrunk.at(-1)?.offset).toBe(envelopes.at(-1)?.offset)
        const before = viewsOf(envelopes)
        for (const [offset, view] of viewsOf(shrunk)) deepStrictEqual(view, before.get(offset))
        expect(shrinkLog(shrunk)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('[S10] the deltas of an answer become as few as fit, and a call keeps its last progress', () => {
    const { envelopes } = streamed(30_000)
    const shrunk = apply(envelopes, shrinkLog(envelopes))
    const deltas = shrunk.filter(({ event }) => event.type === 'part.delta')
    // 30,000 pieces of 6 bytes fit into three events of 60 KB; the arguments of the call are one more.
    expect(deltas.length).toBe(4)
    for (const { event } of deltas) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(64 * 1024)
    expect(shrunk.filter(({ event }) => event.type === 'tool.progressed').length).toBe(1)
    const before = viewsOf(envelopes)
    for (const [offset, view] of viewsOf(shrunk)) deepStrictEqual(view, before.get(offset))
  })

  test('[S10] what stands between two deltas keeps them apart, and so does a command', () => {
    const { envelopes } = streamed(4)
    const [first, second, ...rest] = envelopes.filter(({ event }) => event.type === 'part.delta')
    const between = envelopes.find(({ event }) => event.type === 'step.started')
    if (first === undefined || second === undefined || between === undefined) throw new Error('no deltas')
    expect(shrinkLog([first, between, second])).toEqual([])
    expect(shrinkLog([first, { ...second, commandId: 'c' }])).toEqual([])
    expect(shrinkLog([first, second, ...rest]).length).toBeGreaterThan(1)
  })
})

describe('redaction', () => {
  test('[S12] a log without what a message said folds to the same view once the message is redacted', () => {
    fc.assert(
      fc.property(tape, fc.nat(), (numbers, at) => {
        const log = randomLog(numbers, 120)
        const settled = log.view.settled.flat().filter(entry => entry.kind === 'message')
        const message = settled[at % Math.max(settled.length, 1)]
        if (message === undefined) return
        log.append({ type: 'message.redacted', message: message.id })
        const redacted = apply(log.envelopes, redactLog(log.envelopes, message.id))
        deepStrictEqual(fold(emptyView, redacted), log.view)
        for (const { event } of redacted) expect(parseEvent(event)).toMatchObject({ ok: true })
        expect(redactLog(redacted, message.id).map(({ event }) => event)).toEqual(
          redactLog(log.envelopes, message.id).map(({ event }) => event),
        )
      }),
      { numRuns: 150 },
    )
  })

  test('[S12] neither text, arguments, progress, output, question nor title of a redacted message is left', () => {
    const log = streamed(3)
    log.append(
      { type: 'message.redacted', message: 'a1' },
      { type: 'message.redacted', message: 'command1-message' },
    )
    const answer = apply(log.envelopes, redactLog(log.envelopes, 'a1'))
    expect(JSON.stringify(answer)).not.toMatch(/secret|界/)
    expect(JSON.stringify(answer)).toContain('Read it.')
    const question = apply(answer, redactLog(answer, 'command1-message'))
    expect(JSON.stringify(question)).not.toContain('Read it.')
    deepStrictEqual(fold(emptyView, question), log.view)
    expect(log.view.session?.title).toBe(null)
  })

  test('[S12] a second person’s message does not lend its title to a session whose first one was redacted', () => {
    const log = createLog()
    for (const [at, text] of ['one', 'two'].entries()) {
      log.command({ type: 'message.send', parts: [{ kind: 'text', text }] })
      log.append({ type: 'run.settled', run: `command${at + 1}-run`, outcome: 'completed' })
    }
    log.append({ type: 'message.redacted', message: 'command1-message' })
    const redacted = apply(log.envelopes, redactLog(log.envelopes, 'command1-message'))
    deepStrictEqual(fold(emptyView, redacted), log.view)
  })
})
