import { createServer } from 'node:http'
import { findPackageJSON, flushCompileCache } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { useModel } from '@flue/runtime'
import { sqlite, start } from '@flue/runtime/node'
import { createAgentRouter } from '@flue/runtime/routing'
import { answer, TOKENS_PER_SECOND } from './script.ts'

// A Flue server with one agent on the script, on its own SQLite file: `<directory>`. Writes its port.
const [directory = ''] = process.argv.slice(2)

// Flue has a pi-ai of its own, and a provider of another copy is none to it.
const flue = findPackageJSON('@flue/runtime', import.meta.url) ?? ''
const piAi = dirname(findPackageJSON('@earendil-works/pi-ai', pathToFileURL(flue)) ?? '')
const { fauxAssistantMessage, fauxProvider, fauxText } = (await import(
  pathToFileURL(join(piAi, 'dist/index.js')).href
)) as typeof import('@earendil-works/pi-ai')

const faux = fauxProvider({
  api: 'bench',
  provider: 'bench',
  models: [{ id: 'script' }],
  tokenSize: { min: 1, max: 1 },
  tokensPerSecond: TOKENS_PER_SECOND,
})
const respond = () => {
  faux.appendResponses([respond])
  return fauxAssistantMessage([fauxText(answer)])
}
faux.setResponses([respond, respond, respond])

function Helper() {
  useModel('bench/script')
  return 'Help.'
}

await start({
  agents: [Helper],
  db: sqlite(join(directory, 'flue.db')),
  // The same provider by the types of another copy.
  providers: [faux.provider as never],
})
const router = createAgentRouter(Helper)
const server = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const answer = await router.fetch(
    new Request(`http://127.0.0.1${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: { 'content-type': incoming.headers['content-type'] ?? 'application/json' },
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    }),
  )
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
  outgoing.end(Buffer.from(await answer.arrayBuffer()))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`port ${typeof address === 'object' ? address?.port : ''}\n`)
})
// It is killed, and would leave nothing compiled for the next.
flushCompileCache()
