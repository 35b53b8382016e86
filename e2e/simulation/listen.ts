import {
  type Connection,
  type ConnectionRequest,
  createPolledConnections,
  type Hub,
  type PolledConnections,
  ServerError,
  type ServerSocket,
  type Timers,
} from '@sluice/server'
import type { SeededRandom } from '@sluice/testkit/simulation'
import type { Networks } from './createNetworks.ts'
import type { SentAnswer, SentRequest } from './createRequests.ts'
import type { Witness } from './createWitness.ts'
import type { Journal } from './journal.ts'

/** What takes what comes over the networks to a hub. */
export interface ListenOptions {
  readonly hub: Hub
  readonly networks: Networks
  readonly random: SeededRandom
  readonly journal: Journal
  readonly witness: Witness
  /** Whether the process still runs. */
  readonly isAlive: () => boolean
  readonly timers: Timers
  /** Whether a token is good no more. */
  readonly isOver: (token: string) => boolean
  /** Whether the next frame of events or of a snapshot is lost or comes twice. */
  readonly garble: () => 'lose' | 'double' | null
}

/** How long a connection goes on after a frame was garbled: whoever is told nothing more notices nothing. */
const GARBLED_MS = 1000

const hello = /^\{"type":"hello".*"token":"([^"]+)"/

/** A frame that only who may read is sent. */
const isForReaders = /^\{"type":"(events|snapshot|rows)"/

/** A frame with a part of a log or of a view. */
const bringsLog = /^\{"type":"(events|snapshot)"/

const answer = /^\{"type":"(accepted|refused)"/

/** What stands before an offset in a frame: in `live` its head, else the last is the newest of it. The text of a snapshot is escaped. */
const [HEAD, OFFSET] = ['"head":"', '"offset":"']

const OFFSET_LENGTH = 25

/** Takes connections and requests for a hub, and notes how it answers commands: what a server has said is said, whether it arrives or not. */
export function listen(options: ListenOptions): void {
  const { hub, networks, random, journal, witness, isAlive, timers, isOver, garble } = options

  const checkDurable = (text: string): void => {
    const before = text.startsWith('{"type":"live"') ? HEAD : OFFSET
    const at = text.lastIndexOf(before)
    if (at < 0) return
    const start = at + before.length
    const offset = text.slice(start, start + OFFSET_LENGTH)
    if (!witness.isDurable(offset))
      journal.violate(`the server says ${text.slice(0, 80)} … ${offset}, which is not durable yet`)
  }

  const hear = (text: string): void => {
    checkDurable(text)
    if (!answer.test(text)) return
    const frame = JSON.parse(text) as { type: string; commandId?: string; offset?: string; code?: string }
    const { commandId, offset, code } = frame
    if (commandId === undefined) return
    if (offset !== undefined) journal.acknowledgements.push({ commandId, offset })
    else if (code !== undefined) journal.refusals.set(commandId, code)
    journal.note(() => `the server answers ${commandId}: ${offset ?? code}`)
  }

  const whileAlive = (run: () => void): void => {
    if (isAlive()) run()
  }

  const connect = (socket: ServerSocket): Connection => {
    let isGarbled = false
    let token: string | null = null
    const garbled = (text: string): readonly string[] => {
      const how = isGarbled || !bringsLog.test(text) ? null : garble()
      if (how === null) return [text]
      journal.note(() => `a frame is garbled (${how}): ${text.slice(0, 80)}`)
      isGarbled = true
      timers.after(GARBLED_MS, () => {
        socket.close(1000, '')
        connection.onClose()
      })
      return how === 'lose' ? [] : [text, text]
    }
    const connection = hub.connect(
      {
        send: frames => {
          if (!isAlive()) return
          const texts = frames.map(({ text }) => text)
          texts.forEach(hear)
          if (token !== null && isOver(token) && texts.some(text => isForReaders.test(text)))
            journal.violate(`the server tells more to who came with ${token}, which is over`)
          socket.send(texts.flatMap(garbled).map(text => ({ text })))
        },
        bufferedBytes: socket.bufferedBytes,
        close: (code, reason) => {
          journal.note(() => `the server closes a connection: ${reason}`)
          socket.close(code, reason)
        },
      },
      noFacts,
    )
    return {
      onMessage: text => {
        token = hello.exec(text ?? '')?.[1] ?? token
        whileAlive(() => connection.onMessage(text))
      },
      onDrain: () => whileAlive(connection.onDrain),
      onClose: () => whileAlive(connection.onClose),
    }
  }

  networks.sockets.listen(socket => {
    const { onMessage, onDrain, onClose } = connect({
      send: frames => socket.send(frames.map(({ text }) => text)),
      bufferedBytes: socket.bufferedBytes,
      close: socket.close,
    })
    return { message: onMessage, drained: onDrain, closed: onClose }
  })

  const newName = (): string => `c${random.below(1_000_000_000)}`
  const polled = createPolledConnections({ ...hub, connect }, timers, newName)
  networks.requests.listen(socket => ({
    message: text =>
      void answerRequest(polled, text).then(answer => {
        if (!isAlive()) return
        socket.send([JSON.stringify(answer)])
        socket.close()
      }),
    drained: () => undefined,
    closed: () => undefined,
  }))
}

const noFacts: ConnectionRequest = { headers: {}, address: null, token: null }

/** Answers a request for frames as the routes of the server do. [W4] */
async function answerRequest(polled: PolledConnections, text: string): Promise<SentAnswer> {
  const { method, connection, body = '' } = JSON.parse(text) as SentRequest
  try {
    if (method === 'GET') return { body: await polled.take(connection) }
    if (method === 'POST' && connection === '') return { body: polled.open(noFacts) }
    if (method === 'POST') polled.push(connection, body)
    else polled.end(connection)
    return { body: '' }
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    return { body: null }
  }
}
