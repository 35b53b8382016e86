import type { Socket } from 'node:net'
import { type FromSubscribers, findMarks, type ToSubscribers } from './messages.ts'
import { createFrameReader, openRawSocket } from './rawSocket.ts'

/** How often progress is told. */
const PROGRESS_MS = 1

interface Subscriber {
  readonly socket: Socket
  turn: number
}

interface Stalled {
  readonly socket: Socket
  events: number
  isWhole: boolean
  turn: number
  after: string | null
}

let subscribers: Subscriber[] = []
let stalled: Stalled | null = null
let told = -1
let latencies: number[] = []
let timer: NodeJS.Timeout | null = null

const say = (message: FromSubscribers) => process.send?.(message)

function tellProgress(): void {
  let turn = Number.POSITIVE_INFINITY
  for (const subscriber of subscribers) turn = Math.min(turn, subscriber.turn)
  if (turn === told || turn === Number.POSITIVE_INFINITY) return
  told = turn
  say({ say: 'progress', turn })
}

async function openOne(message: Extract<ToSubscribers, { ask: 'open' }>): Promise<void> {
  let isReady: () => void = () => undefined
  const ready = new Promise<void>(resolve => {
    isReady = resolve
  })
  let waitsFor = message.ready
  let subscriber: Subscriber | null = null
  const { socket, send } = await openRawSocket(message.port, message.path, message.protocol, bytes => {
    if (waitsFor !== null && bytes.includes(waitsFor)) {
      waitsFor = null
      isReady()
    }
    if (subscriber === null) return
    for (const mark of findMarks(bytes)) {
      if (mark.turn <= subscriber.turn) continue
      subscriber.turn = mark.turn
      latencies.push(Number(process.hrtime.bigint() / 1000n - mark.sentMicros) / 1000)
    }
  })
  subscriber = { socket, turn: -1 }
  subscribers.push(subscriber)
  for (const text of message.greeting) send(text)
  if (message.ready !== null) await ready
}

async function stall(message: Extract<ToSubscribers, { ask: 'stall' }>): Promise<void> {
  let isLive: () => void = () => undefined
  const live = new Promise<void>(resolve => {
    isLive = resolve
  })
  const read = createFrameReader(text => {
    const frame = JSON.parse(text)
    if (frame.type === 'live') isLive()
    if (frame.type !== 'events' || stalled === null) return
    if (stalled.after !== null && frame.after !== stalled.after) stalled.isWhole = false
    stalled.after = frame.envelopes.at(-1).offset
    stalled.events += frame.envelopes.length
    stalled.turn = findMarks(Buffer.from(text)).at(-1)?.turn ?? stalled.turn
  })
  const { socket, send } = await openRawSocket(message.port, '/v1/socket', 'sluice.1', read)
  stalled = { socket, events: 0, isWhole: true, turn: -1, after: null }
  for (const text of message.greeting) send(text)
  await live
  socket.pause()
  say({ say: 'stalled' })
}

async function resume(lastTurn: number): Promise<void> {
  const one = stalled
  if (one === null) return
  one.socket.resume()
  while (one.turn < lastTurn && !one.socket.destroyed) await new Promise(resolve => setTimeout(resolve, 5))
  say({ say: 'resumed', events: one.events, isWhole: one.isWhole && one.turn === lastTurn })
  one.socket.destroy()
  stalled = null
}

async function answer(message: ToSubscribers): Promise<void> {
  switch (message.ask) {
    case 'open':
      told = -1
      latencies = []
      for (let opened = 0; opened < message.count; opened += 50) {
        const more = Math.min(50, message.count - opened)
        await Promise.all(Array.from({ length: more }, () => openOne(message)))
      }
      timer = setInterval(tellProgress, PROGRESS_MS)
      say({ say: 'opened' })
      break
    case 'close':
      if (timer !== null) clearInterval(timer)
      for (const { socket } of subscribers) socket.destroy()
      subscribers = []
      say({ say: 'closed' })
      break
    case 'latencies':
      say({ say: 'latencies', ms: latencies })
      latencies = []
      break
    case 'stall':
      return stall(message)
    case 'resume':
      return resume(message.lastTurn)
  }
}

process.on('message', message => void answer(message as ToSubscribers))
