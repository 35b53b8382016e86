import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startModel } from '../model/startModel.ts'
import { nodeProgram, startProgram } from '../stage/startProgram.ts'

// Captures what a Flue server says of a conversation with all that scenarios do in it, for the unit tests of the adapter.
const folder = fileURLToPath(new URL('../../../packages/client/test/flue/golden', import.meta.url))

const model = await startModel()
const program = await startProgram({
  command: nodeProgram('flue/server.ts'),
  env: { SLUICE_MODEL_URL: model.url },
})
const url = `http://127.0.0.1:${program.port}/agents/helper/captured`

interface History {
  readonly messages: readonly {
    readonly role: string
    readonly parts: readonly { readonly text?: string }[]
  }[]
  readonly settlements: readonly unknown[]
}
const history = async (): Promise<History> => (await fetch(url)).json() as Promise<History>

async function send(body: string, more: object = {}): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'user', body, idempotencyKey: body, ...more }),
  })
  if (!response.ok) throw new Error(await response.text())
}

async function until(isSo: (now: History) => boolean): Promise<void> {
  while (!isSo(await history())) await new Promise(resolve => setTimeout(resolve, 50))
}
const settled = (count: number) => until(now => now.settlements.length === count)

await send('think about it')
await settled(1)
await send('both please')
await settled(2)
await send('lookup Paris')
await settled(3)
await send('broken please')
await settled(4)
await send('refuse please')
await settled(5)
await send('slow please')
await until(now => now.messages.some(({ parts }) => parts.some(part => part.text === 'It takes a while.')))
await send('say more')
await settled(7)
// A red dot of one pixel.
const data =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
await send('say cheese', {
  attachments: [{ type: 'image', data, mimeType: 'image/png', filename: 'dot.png' }],
})
await settled(8)
await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ kind: 'signal', type: 'build.done', body: 'say built', attributes: { build: '7' } }),
})
await settled(9)
await send('count 100')
await until(now => now.messages.at(-1)?.parts.some(part => (part.text?.length ?? 0) > 60) === true)
await send('say dropped')
await fetch(`${url}/abort`, { method: 'POST' })
await settled(11)
await send('count 80')
await until(now => now.messages.at(-1)?.parts.some(part => (part.text?.length ?? 0) > 60) === true)
await program.kill()
await program.start()
await settled(12)

mkdirSync(folder, { recursive: true })
const updates: unknown[] = []
for (let offset = '-1', isAll = false; !isAll; ) {
  const page = await fetch(`${url}?view=updates&offset=${offset}`)
  updates.push(...((await page.json()) as unknown[]))
  offset = page.headers.get('stream-next-offset') ?? offset
  isAll = page.headers.get('stream-up-to-date') === 'true'
}
writeFileSync(`${folder}/conversation.json`, `${JSON.stringify({ history: await history(), updates })}\n`)
await program.dispose()
await model.close()
