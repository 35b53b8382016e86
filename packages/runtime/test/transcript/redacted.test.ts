import { createScriptedHarness, type Harness } from '@sluice/runtime'
import { expect, test } from 'vitest'
import { createTestHost } from '../support/createTestHost.ts'

test('[S12][R8] The model is not told any more what a redacted message said', async () => {
  const scripted = createScriptedHarness({ script: () => [{ text: 'The code is 1234.' }] })
  const told: string[] = []
  const harness: Harness = {
    ...scripted,
    step: request => {
      told.push(JSON.stringify(request.turns))
      return scripted.step(request)
    },
  }
  const { send, settled, command, problems } = await createTestHost({ harness })
  await send('My code is 1234.')
  const view = await settled()
  const messages = view.settled.flat().filter(entry => entry.kind === 'message')
  await send('Say it again.')
  await settled()
  expect(told.at(-1)).toContain('1234')
  for (const { id } of messages) await command({ type: 'message.redact', message: id })
  const before = told.length
  await send('What was it?')
  const after = await settled()
  expect(told.length).toBe(before + 1)
  expect(JSON.parse(told.at(-1) ?? '')[0]).toMatchObject({ role: 'user', text: '[redacted]' })
  expect(told.at(-1)?.split('1234').length).toBe(2)
  expect(after.lastOutcome).toBe('completed')
  expect(problems).toEqual([])
})
