import { EVENT_REVISION, SUBPROTOCOL, VIEW_REVISION } from '@sluice/protocol'
import { WebSocket } from 'ws'
import { now, timesIn } from './now.ts'

// Readers, each of one session, in a process of their own: `<port> <sluice or plain> <sessions>`. Says `open` when all have subscribed; on a line on standard
// input begins, and after as many ms as that says writes how late each token was.
const [port = '', kind = '', sessions = ''] = process.argv.slice(2)
const ids = Array.from({ length: Number(sessions) }, (_, index) => `s${index}`)
const isOurs = kind === 'sluice'
let late: number[] = []
let isMeasuring = false

function open(id: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const url = `ws://127.0.0.1:${port}${isOurs ? '/v1/socket' : ''}`
    const socket = isOurs ? new WebSocket(url, SUBPROTOCOL) : new WebSocket(url)
    socket.on('error', reject)
    socket.on('open', () => {
      if (!isOurs) return resolve(socket)
      const session = { agent: 'helper', id }
      for (const frame of [
        { type: 'hello', eventRevision: EVENT_REVISION, viewRevision: VIEW_REVISION },
        { type: 'subscribe', channel: 1, session, from: null, want: 'view' },
      ])
        socket.send(JSON.stringify(frame))
    })
    socket.on('message', bytes => {
      const arrivedAt = now()
      const text = String(bytes)
      if (isOurs && text.includes('"type":"live"')) resolve(socket)
      if (!isMeasuring) return
      for (const saidAt of timesIn(text)) late.push(arrivedAt - saidAt)
    })
  })
}

const sockets = await Promise.all(ids.map(open))

process.stdin.on('data', line => {
  const [doing, ms] = String(line).trim().split(' ')
  if (doing === 'say')
    for (const [index, socket] of sockets.entries()) setTimeout(() => say(index, socket), index)
  if (doing !== 'measure') return
  late = []
  isMeasuring = true
  setTimeout(() => {
    isMeasuring = false
    process.stdout.write(`late ${JSON.stringify(late.map(value => Math.round(value * 100) / 100))}\n`)
  }, Number(ms))
})

/** Has the model of a session begin. */
function say(index: number, socket: WebSocket): void {
  const session = { agent: 'helper', id: ids[index] }
  const command = { type: 'message.send', parts: [{ kind: 'text', text: 'Go' }] }
  socket.send(isOurs ? JSON.stringify({ type: 'command', commandId: `go${index}`, session, command }) : 'go')
}

process.stdout.write('open\n')
