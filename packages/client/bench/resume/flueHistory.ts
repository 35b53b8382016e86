import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// Answers for one conversation as Flue's server does, as a process: says where it is, and ends when its standard input does. It holds what the session
// `missed` of our server does: 1,000 messages and an answer of 100,000 words.
const messages = 1_000
const answer = ' token'.repeat(100_000)
const incarnation = 'inc_01M81P2XSBGNE4SPKJZMVWWR2X'
const conversationId = 'conv_01M81P2XSBGNE4SPKJZMVWWR2X'
const offset = `${'0'.repeat(16)}_${'0'.repeat(16)}`

const messageOf = (index: number, text: string, state: 'done' | 'streaming'): object => {
  const role = state === 'streaming' || index % 2 === 1 ? 'assistant' : 'user'
  return {
    id: `entry_01M81P2XTHB6AY1W99Z5${String(index).padStart(6, '0')}`,
    role,
    purpose: role,
    display: 'visible',
    submissionId: `sub_${index}`,
    parts: [{ type: 'text', text, state }],
  }
}

const history = JSON.stringify({
  v: 1,
  conversationId,
  offset,
  incarnation,
  settlements: [],
  messages: [
    ...Array.from({ length: messages }, (_, index) =>
      messageOf(index, `Message ${index}: the quick brown fox jumps over the lazy dog.`, 'done'),
    ),
    messageOf(messages, answer, 'streaming'),
  ],
})
const checkpoint = JSON.stringify([{ type: 'stream-checkpoint', incarnation }])
const control = JSON.stringify({ streamNextOffset: offset, upToDate: true })

const server = createServer((request, response) => {
  const isHistory = new URL(request.url ?? '/', 'http://flue').searchParams.get('view') === 'history'
  response.setHeader('Stream-Next-Offset', offset)
  response.setHeader('Stream-Up-To-Date', 'true')
  response.setHeader('content-type', isHistory ? 'application/json' : 'text/event-stream')
  if (isHistory) response.end(history)
  else response.write(`event: data\ndata:${checkpoint}\n\nevent: control\ndata:${control}\n\n`)
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.stdin.resume()
process.stdin.on('end', () => {
  server.closeAllConnections()
  server.close()
})
