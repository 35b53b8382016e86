import { WebSocketServer } from 'ws'
import { answerUsage, now, TOKENS_PER_SECOND, tokenAt, until } from './now.ts'

// The least that a server can do: each socket is sent the same tokens, from a timer of its own, and nothing is kept: `- <seconds>`.
const [, seconds = '10'] = process.argv.slice(2)
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  const address = server.address()
  process.stdout.write(`port ${typeof address === 'object' ? address?.port : ''}\n`)
})
server.on('connection', socket => {
  socket.on('message', async () => {
    const startedAt = now()
    for (let token = 0; token < TOKENS_PER_SECOND * Number(seconds); token++) {
      await until(startedAt + (token * 1000) / TOKENS_PER_SECOND)
      socket.send(tokenAt(now()))
    }
  })
})
answerUsage()
