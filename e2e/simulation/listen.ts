import type { Hub, Timers } from '@sluice/server'
import type { SimulatedNetwork } from '@sluice/testkit/simulation'
import type { Witness } from './createWitness.ts'
import type { Journal } from './journal.ts'

/** What takes the connections of a network to a hub. */
export interface ListenOptions {
  readonly hub: Hub
  readonly network: SimulatedNetwork
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

/** Takes connections for a hub, and notes how it answers commands: what a server has said is said, whether it arrives or not. */
export function listen(options: ListenOptions): void {
  const { hub, network, journal, witness, isAlive, timers, isOver, garble } = options

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

  network.listen(socket => {
    let isGarbled = false
    let token: string | null = null
    const garbled = (text: string): readonly string[] => {
      const how = isGarbled || !bringsLog.test(text) ? null : garble()
      if (how === null) return [text]
      journal.note(() => `a frame is garbled (${how}): ${text.slice(0, 80)}`)
      isGarbled = true
      timers.after(GARBLED_MS, () => {
        socket.close()
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
          socket.send(texts.flatMap(garbled))
        },
        bufferedBytes: socket.bufferedBytes,
        close: (_code, reason) => {
          journal.note(() => `the server closes a connection: ${reason}`)
          socket.close()
        },
      },
      { headers: {}, address: null, token: null },
    )
    const whileAlive = (run: () => void): void => {
      if (isAlive()) run()
    }
    return {
      message: text => {
        token = hello.exec(text)?.[1] ?? token
        whileAlive(() => connection.onMessage(text))
      },
      drained: () => whileAlive(connection.onDrain),
      closed: () => whileAlive(connection.onClose),
    }
  })
}
