import { expect, test } from 'vitest'
import { createStage, message } from './support/createStage.ts'
import './support/loaded.ts'

const image = new File([new Uint8Array(9_000).fill(255)], 'dot.png', { type: 'image/png' })
const url = `data:image/png;base64,${'////'.repeat(3_000)}`
const part = { type: 'file', mediaType: 'image/png', filename: 'dot.png', url }

const messagesIn = (frame: object | undefined) =>
  (JSON.parse((frame as { init: { body: string } }).init.body) as { messages: unknown }).messages

test('[C7] a file goes with its message as an address that holds it, and is shown by its name and size', async () => {
  const stage = createStage()
  await stage.connects()
  const file = await stage.backend.upload?.(stage.backend.session, image)
  expect(file).toEqual({
    blob: expect.stringMatching(/^[0-9a-f]{64}$/),
    bytes: 9_000,
    mediaType: 'image/png',
  })
  if (file === undefined) return
  const { commandId } = stage.session.send({
    type: 'message.send',
    parts: [
      { kind: 'text', text: 'Look.' },
      { kind: 'file', file, filename: 'dot.png' },
    ],
  })
  await stage.pass(300)
  expect(messagesIn(stage.sent('cf_agent_use_chat_request')[0])).toEqual([
    { id: commandId, role: 'user', parts: [{ type: 'text', text: 'Look.' }, part] },
  ])
  const kept = message('user', commandId, 'Look.')
  await stage.says({
    type: 'cf_agent_chat_messages',
    messages: [{ ...kept, parts: [{ type: 'text', text: 'Look.' }, part] }],
  })
  await stage.pass(300)
  expect(stage.session.outbox().getSnapshot()).toEqual([])
  const [shown] = stage.session.messages().getSnapshot()
  expect(shown?.parts).toMatchObject([
    { kind: 'text', text: 'Look.' },
    { kind: 'file', filename: 'dot.png', file: { bytes: 9_000, mediaType: 'image/png' } },
  ])
  expect(JSON.stringify(stage.session.getView())).not.toContain('base64')
})

test('[C7] a file that a message would be lost with, and one that the page does not hold, are refused in words', async () => {
  const stage = createStage()
  await stage.connects()
  const upload = (bytes: number) =>
    stage.backend.upload?.(stage.backend.session, new File([new Uint8Array(bytes)], 'a.bin'))
  await expect(upload(1_275_001)).rejects.toMatchObject({ code: 'frame-too-large' })
  const halves = [await upload(800_000), await upload(800_000)]
  const gone = { blob: 'a'.repeat(64), bytes: 1, mediaType: 'image/png' }
  for (const files of [halves, [gone]])
    stage.session.send({
      type: 'message.send',
      parts: files.flatMap(file => (file ? [{ kind: 'file', file } as const] : [])),
    })
  await stage.pass(300)
  const errors = stage.session
    .outbox()
    .getSnapshot()
    .map(({ error }) => error?.code)
  expect(errors).toEqual(['frame-too-large', 'not-found'])
  expect(stage.sent('cf_agent_use_chat_request')).toEqual([])
})
