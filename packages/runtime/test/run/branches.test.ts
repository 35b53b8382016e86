import { lineOf } from '@sluice/fold'
import { describe, expect, test } from 'vitest'
import { createTestHost } from '../support/createTestHost.ts'

/** A host whose model answers with what it was told. */
async function startEcho() {
  let answers = 0
  const test = await createTestHost({
    script: turns => [{ text: `${++answers}: ${turns.map(({ text }) => text).join(' | ')}` }],
  })
  const line = async () => {
    const { texts } = await test.settled().then(view => ({
      texts: lineOf(view).map(id => {
        const found = view.settled.flat().find(entry => entry.kind === 'message' && entry.id === id)
        const [part] = found?.kind === 'message' ? found.parts : []
        return typeof part === 'object' && 'text' in part ? part.text : ''
      }),
    }))
    return texts
  }
  const say = async (text: string) => {
    await test.send(text)
    await test.settled()
  }
  const newest = async (role: 'user' | 'assistant') => {
    const added = (await test.events('message.added')).filter(event => event.role === role)
    return added.at(-1)?.message ?? ''
  }
  return { ...test, line, say, newest }
}

describe('branches', () => {
  test('[E10] the model is told the line, and not what stands on another branch', async () => {
    const { say, newest, command, line, problems } = await startEcho()
    await say('one')
    await say('two')
    const [first, question] = [await newest('assistant'), await newest('user')]
    await command({ type: 'message.retry', message: first })
    expect(await line()).toEqual(['one', '1: one', 'two', '3: one | 1: one | two'])
    await command({ type: 'message.resend', message: question, parts: [{ kind: 'text', text: 'other' }] })
    expect(await line()).toEqual(['one', '1: one', 'other', '4: one | 1: one | other'])
    await command({ type: 'message.choose', message: first })
    await say('three')
    expect((await line()).slice(2)).toEqual([
      'two',
      '2: one | 1: one | two',
      'three',
      '5: one | 1: one | two | 2: one | 1: one | two | three',
    ])
    expect(problems).toEqual([])
  })
})
