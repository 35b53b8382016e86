import { emptyView, findMessage, findPart, lineOf, partsOf, type View } from '@sluice/fold'
import { createScriptedHarness, type Harness } from '@sluice/runtime'
import { describe, expect, test } from 'vitest'
import { createTestHost, helper, ref } from '../support/createTestHost.ts'
import { createHold } from '../support/hold.ts'

/** The texts of the line, with who said them. */
const said = (view: View) =>
  lineOf(view).map(id => {
    const message = findMessage(view, id)
    if (message === null) return null
    const text = partsOf(view, message).map(part => ('text' in part ? part.text : part.kind))
    return [message.role, ...text]
  })

describe('a run', () => {
  test('[R1] answers a message and is settled', async () => {
    const { send, settled, problems } = await createTestHost({
      script: () => [{ reasoning: 'Hm.' }, { text: 'Hello 👋' }],
    })
    await send('Hi')
    const view = await settled()
    expect(said(view)).toEqual([
      ['user', 'Hi'],
      ['assistant', 'Hm.', 'Hello 👋'],
    ])
    expect(view.lastOutcome).toBe('completed')
    expect(view.faults.count).toBe(0)
    expect(view.open).toEqual(emptyView.open)
    expect(problems).toEqual([])
  })

  test('[R7] step.started is durable before the request leaves', async () => {
    const seen: unknown[] = []
    const scripted = createScriptedHarness({ script: () => [{ text: 'Yes.' }] })
    const harness: Harness = {
      ...scripted,
      step: async function* (request) {
        seen.push(...(await test.events('step.started')).map(event => event.kind))
        yield* scripted.step(request)
      },
    }
    const test = await createTestHost({ harness })
    await test.send('Hi')
    await test.settled()
    expect(seen).toEqual(['model'])
  })

  test('[E7] a step names the context that it was given, for inspectors', async () => {
    const { send, settled, events, store } = await createTestHost()
    await send('Hi')
    await settled()
    const [started] = await events('step.started')
    const blob = await store.getBlob({ tenant: 'acme', ...ref }, started?.context?.blob ?? '')
    expect(blob?.audience).toBe('inspectors')
    const context = JSON.parse(new TextDecoder().decode(blob?.bytes)) as { messages: unknown[] }
    expect(context).toMatchObject({ model: 'scripted/script', instructions: 'Help.', tools: [] })
    expect(context.messages).toEqual([{ message: expect.any(String), role: 'user', length: 2 }])
  })

  test('[E7] of a provider that says too much, the beginning and the end are kept', async () => {
    const scripted = createScriptedHarness({ script: () => [{ text: 'Yes.' }] })
    const harness: Harness = {
      ...scripted,
      async *step(request) {
        for (let number = 0; number < 400; number++) request.trace?.heard({ number, text: 'x'.repeat(1024) })
        yield* scripted.step({ ...request, trace: { asked: () => undefined, heard: () => undefined } })
      },
    }
    const { send, settled, events, store } = await createTestHost({ harness })
    await send('Hi')
    await settled()
    const [settlement] = await events('step.settled')
    const blob = await store.getBlob({ tenant: 'acme', ...ref }, settlement?.provider?.blob ?? '')
    expect(blob?.bytes.length).toBeLessThan(260 * 1024)
    const { attempts } = JSON.parse(new TextDecoder().decode(blob?.bytes)) as {
      attempts: { events: { event: { number: number } }[]; leftOut: number; leftOutAfter: number }[]
    }
    const [{ events: kept, leftOut, leftOutAfter } = { events: [], leftOut: 0, leftOutAfter: 0 }] = attempts
    const numbers = kept.map(({ event }) => event.number)
    expect([numbers[0], numbers.at(-1), numbers.length + leftOut]).toEqual([0, 399, 400])
    expect((numbers[leftOutAfter] ?? 0) - (numbers[leftOutAfter - 1] ?? 0)).toBe(leftOut + 1)
  })

  test('[R8] the next call is given the harness’s own message, byte for byte', async () => {
    const given: string[] = []
    const scripted = createScriptedHarness({ script: () => [{ text: 'Yes.' }] })
    const harness: Harness = {
      ...scripted,
      step: request => {
        for (const turn of request.turns) if (turn.role === 'assistant') given.push(turn.message)
        return scripted.step(request)
      },
    }
    const { send, settled, events, store } = await createTestHost({ harness })
    await send('One')
    await settled()
    await send('Two')
    await settled()
    const [first] = await events('step.settled')
    const blob = await store.getBlob({ tenant: 'acme', ...ref }, first?.harness?.blob ?? '')
    expect(given).toEqual([new TextDecoder().decode(blob?.bytes)])
    expect(blob?.audience).toBe('inspectors')
  })

  test('[E2] deltas fit where they stand and the first does not wait', async () => {
    const text = 'word 👋 '.repeat(2000)
    const { send, settled, events } = await createTestHost({ script: () => [{ text }] })
    await send('Hi')
    const view = await settled()
    const deltas = await events('part.delta')
    expect(deltas.length).toBeGreaterThan(1)
    let length = 0
    for (const delta of deltas) {
      expect(delta.from).toBe(length)
      expect(delta.text.isWellFormed()).toBe(true)
      length += delta.text.length
    }
    expect(findPart(view, deltas[0]?.part ?? '')).toMatchObject({ text, status: 'settled' })
  })

  test('[R4] a message that is queued starts the next run, in order', async () => {
    const hold = createHold()
    const { send, settled, until } = await createTestHost({
      script: async turns => {
        const last = turns.at(-1)
        const text = last?.role === 'user' ? last.text : ''
        if (text === 'One') await hold.wait()
        return [{ text: `Answer to ${text}` }]
      },
    })
    await send('One')
    await hold.reached
    await send('Two')
    await send('Three')
    await until(view => view.open.queue.length === 2)
    hold.release()
    const view = await settled()
    expect(said(view)).toEqual([
      ['user', 'One'],
      ['assistant', 'Answer to One'],
      ['user', 'Two'],
      ['assistant', 'Answer to Two'],
      ['user', 'Three'],
      ['assistant', 'Answer to Three'],
    ])
    expect(view.totals.runs).toBe(3)
  })

  test('[R4] a steering message joins the same run at its next step', async () => {
    const hold = createHold()
    const { send, settled } = await createTestHost({
      script: async turns => {
        if (turns.length === 1) await hold.wait()
        return [{ text: `${turns.length} turns` }]
      },
    })
    await send('One')
    await hold.reached
    await send('Mind this', 'steer')
    hold.release()
    const view = await settled()
    expect(said(view)).toEqual([
      ['user', 'One'],
      ['assistant', '1 turns'],
      ['user', 'Mind this'],
      ['assistant', '3 turns'],
    ])
    expect(view.totals.runs).toBe(1)
  })

  test('[R4] stop settles the run, keeps its text, and goes on with the queue', async () => {
    const hold = createHold()
    const scripted = createScriptedHarness({ script: turns => [{ text: `Answer ${turns.length}` }] })
    let signal: AbortSignal | null = null
    const harness: Harness = {
      ...scripted,
      step: async function* (request) {
        if (request.turns.length > 1) return yield* scripted.step(request)
        signal = request.signal
        yield { type: 'opened', index: 0, kind: 'text' }
        yield { type: 'delta', index: 0, text: 'Half an ans' }
        await hold.wait()
      },
    }
    const { send, command, until, settled, problems } = await createTestHost({ harness })
    await send('One')
    await hold.reached
    await send('Two')
    const view = await until(now => Object.keys(now.open.parts).length > 0)
    const [run = ''] = Object.keys(view.open.runs)
    await command({ type: 'run.stop', run })
    const after = await settled()
    expect(said(after)).toEqual([
      ['user', 'One'],
      ['assistant', 'Half an ans'],
      ['user', 'Two'],
      ['assistant', 'Answer 3'],
    ])
    expect(after.settled.flat().find(entry => entry.kind === 'run')).toMatchObject({ status: 'stopped' })
    expect(signal).toMatchObject({ aborted: true })
    hold.release()
    await command({ type: 'run.stop', run })
    expect((await settled()).offset).toBe(after.offset)
    expect(problems).toEqual([])
  })

  test('[R4] interrupt stops the run and starts another one', async () => {
    const hold = createHold()
    const { send, settled } = await createTestHost({
      script: async turns => {
        if (turns.length === 1) await hold.wait()
        return [{ text: 'Done' }]
      },
    })
    await send('One')
    await hold.reached
    await send('Rather this', 'interrupt')
    const view = await settled()
    hold.release()
    expect(said(view)).toEqual([
      ['user', 'One'],
      ['user', 'Rather this'],
      ['assistant', 'Done'],
    ])
    expect(view.totals.runs).toBe(2)
  })

  test('[R5] a model that fails settles the run with its reason', async () => {
    const { send, settled } = await createTestHost({
      script: () => {
        throw new Error('the provider does not know this model')
      },
    })
    await send('Hi')
    const view = await settled()
    const run = view.settled.flat().find(entry => entry.kind === 'run')
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'model-failed', message: expect.stringContaining('does not know this model') },
    })
    expect(said(view)).toEqual([['user', 'Hi']])
  })

  test('[R5] a model that says nothing settles the run as failed and leaves no empty message', async () => {
    const { send, settled } = await createTestHost({ script: () => [] })
    await send('Hi')
    const view = await settled()
    expect(view.settled.flat().at(-1)).toMatchObject({ status: 'failed', error: { code: 'model-empty' } })
    expect(said(view)).toEqual([['user', 'Hi']])
  })

  test('[R5] a call that the provider lets try again is tried again after a wait', async () => {
    let calls = 0
    const { send, until, settled, clock, events } = await createTestHost({
      script: () => {
        if (++calls < 3) throw new Error('503 service unavailable')
        return [{ text: 'At last' }]
      },
    })
    await send('Hi')
    const first = await until(view => Object.values(view.open.steps).some(step => step.delayed !== null))
    const [step] = Object.values(first.open.steps)
    expect(step?.delayed).toMatchObject({ attempt: 1, until: clock.now() + 1000 })
    clock.advance(1000)
    await until(view => Object.values(view.open.steps).some(one => one.delayed?.attempt === 2))
    clock.advance(2000)
    const view = await settled()
    expect(said(view)).toEqual([
      ['user', 'Hi'],
      ['assistant', 'At last'],
    ])
    expect(await events('step.started')).toHaveLength(1)
  })

  test('[R1] an attempt that fails after it spoke is replaced by the next', async () => {
    let calls = 0
    const scripted = createScriptedHarness({ script: () => [{ text: 'Whole answer' }] })
    const harness: Harness = {
      ...scripted,
      step: async function* (request) {
        if (++calls > 1) return yield* scripted.step(request)
        yield { type: 'opened', index: 0, kind: 'text' }
        yield { type: 'delta', index: 0, text: 'Whole an' }
        const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 }
        const error = { code: 'model-failed', message: 'The stream was cut.' }
        yield { type: 'ended', end: { outcome: 'failed', error, usage, retry: { afterMs: 50 } } }
      },
    }
    const { send, until, settled, clock } = await createTestHost({ harness })
    await send('Hi')
    await until(view => Object.values(view.open.steps).some(step => step.delayed !== null))
    clock.advance(50)
    const view = await settled()
    const [cut, whole] = view.settled
      .flat()
      .filter(entry => entry.kind === 'message' && entry.role === 'assistant')
    expect(cut).toMatchObject({ status: 'interrupted' })
    expect(whole).toMatchObject({ status: 'settled', replaces: cut?.id })
    expect(said(view).at(-1)).toEqual(['assistant', 'Whole answer'])
  })

  test('[R1] an agent that never comes to an end is stopped', async () => {
    const { send, settled } = await createTestHost({
      agents: [helper({ limits: { run: { steps: 3 } } })],
      script: () => [{ tool: 'nothing', arguments: {} }],
    })
    await send('Hi')
    const view = await settled()
    expect(view.settled.flat().at(-1)).toMatchObject({ status: 'failed', error: { code: 'step-limit' } })
  })

  test('[E6] a known secret that the model says never reaches the log', async () => {
    const { send, settled, log } = await createTestHost({
      secrets: ['hunter2-hunter2'],
      script: () => [
        { reasoning: 'It is hunter2-hunter2.' },
        { text: 'The password is hunter2-hunter2, keep it.' },
      ],
    })
    await send('Hi')
    const view = await settled()
    expect(said(view).at(-1)).toEqual([
      'assistant',
      'It is [redacted].',
      'The password is [redacted], keep it.',
    ])
    expect(JSON.stringify(await log())).not.toContain('hunter2')
  })
})
