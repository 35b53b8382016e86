import { directoryRow } from '@sluice/fold'
import type { ClientFrame, DirectoryRow, Event, Offset, ServerFrame, SessionRef } from '@sluice/protocol'
import { createLog, type TestLog } from '../log/createLog.ts'
import { forkLog } from './forkLog.ts'
import {
  openTestSocket,
  type ServedSocket,
  type TestSocket,
  type TestSocketListener,
} from './openTestSocket.ts'
import type { TestServerOptions } from './TestServerOptions.ts'

/** Content that is kept beside the logs. */
export interface TestBlob {
  readonly mediaType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A server in memory that speaks the protocol of the wire: logs by session, subscriptions from any offset, commands that are known again. */
export interface TestServer {
  /** Opens a connection; fails while the server is down. */
  connect(listener: TestSocketListener): { send(text: string): void; close(): void }
  log(ref: SessionRef): TestLog
  /** Puts another log in the place of a session's, as a restored backup does. */
  restore(ref: SessionRef, log: TestLog): void
  /** Appends and publishes. */
  append(ref: SessionRef, ...events: readonly Event[]): void
  /** Publishes what was appended to the log by other means. */
  publish(ref: SessionRef): void
  /** Is told of each publication, after it went out; returns the unsubscribe. */
  watch(listener: (ref: SessionRef) => void): () => void
  /** What was uploaded, and what a session that is replayed came with, by hash. */
  readonly blobs: Map<string, TestBlob>
  /** Says whether a process that can run the agents holds the sessions. */
  setWriter(isHeld: boolean): void
  /** Open connections. */
  sockets(): readonly TestSocket[]
  /** How many connections were ever asked for. */
  attempts(): number
  /** The frames of a type that arrived. */
  received<T extends ClientFrame['type']>(type: T): readonly Extract<ClientFrame, { type: T }>[]
  /** Closes all connections and opens none until it is up again. */
  goDown(): void
  comeUp(): void
  /** Forgets which commands it has done, as a restored backup does. */
  forgetCommands(): void
  /** Does the next commands but loses the answers to them. */
  swallowAnswers(count: number): void
  /** Refuses the next commands with these codes. */
  refuseCommands(...codes: readonly string[]): void
}

const keyOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

function rowsOf(logs: ReadonlyMap<string, TestLog>): readonly DirectoryRow[] {
  return [...logs].flatMap(([key, { view }]) => {
    const [agent = '', id = ''] = key.split('/')
    return directoryRow({ agent, id }, view) ?? []
  })
}

/** Creates a server without sessions. */
export function createTestServer(options: TestServerOptions): TestServer {
  const logs = new Map<string, TestLog>()
  const known = new Map<string, Offset>()
  const frames: ClientFrame[] = []
  const open = new Set<ServedSocket>()
  const refusals: string[] = []
  const watchers = new Set<(ref: SessionRef) => void>()
  let attempts = 0
  let isUp = true
  let isHeld = true
  let swallowed = 0

  function logOf(ref: SessionRef): TestLog {
    const log = logs.get(keyOf(ref)) ?? createLog(options.rules === undefined ? {} : { rules: options.rules })
    logs.set(keyOf(ref), log)
    return log
  }

  function publish(ref: SessionRef): void {
    for (const socket of [...open]) socket.publish(ref)
    for (const watcher of [...watchers]) watcher(ref)
  }

  function answer(frame: ClientFrame<'command'>, principal: string): ServerFrame | null {
    const { commandId, session, command } = frame
    const log = logOf(session)
    const key = JSON.stringify([keyOf(session), principal, commandId])
    const code = refusals.shift()
    if (code !== undefined) return { type: 'refused', commandId, code, message: `Refused with ${code}.` }
    if (!known.has(key) && command.type === 'session.fork') {
      const actor = { kind: 'person', id: principal } as const
      const forked = forkLog(logOf(command.from), command, { actor, commandId, rules: options.rules })
      if (forked === null)
        return { type: 'refused', commandId, code: 'bad-command', message: 'There is nothing to fork.' }
      logs.set(keyOf(session), forked)
      known.set(key, forked.view.offset ?? '')
      publish(session)
    } else if (!known.has(key)) {
      const at = log.envelopes.length
      const decision = log.command(command, { commandId, actor: { kind: 'person', id: principal } })
      if (!decision.ok) return { type: 'refused', commandId, code: decision.code, message: decision.message }
      known.set(key, log.envelopes[at]?.offset ?? log.view.offset ?? '')
      publish(session)
    }
    if (swallowed === 0) return { type: 'accepted', commandId, offset: known.get(key) ?? '' }
    swallowed -= 1
    return null
  }

  return {
    connect(listener) {
      attempts += 1
      return openTestSocket(options, listener, {
        isUp,
        isHeld: () => isHeld,
        logOf,
        rows: () => (options.directory ? rowsOf(logs) : []),
        answer,
        opened: socket => void open.add(socket),
        ended: socket => void open.delete(socket),
        arrived: frame => void frames.push(frame),
      })
    },
    log: logOf,
    restore: (ref, log) => void logs.set(keyOf(ref), log),
    append(ref, ...events) {
      logOf(ref).append(...events)
      publish(ref)
    },
    publish,
    watch(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    blobs: new Map(),
    setWriter(next) {
      isHeld = next
      for (const socket of [...open]) socket.live()
    },
    sockets: () => [...open],
    attempts: () => attempts,
    received: <T extends ClientFrame['type']>(type: T) =>
      frames.filter((frame): frame is Extract<ClientFrame, { type: T }> => frame.type === type),
    goDown() {
      isUp = false
      for (const socket of [...open]) socket.cut()
    },
    comeUp() {
      isUp = true
    },
    forgetCommands: () => known.clear(),
    swallowAnswers(count) {
      swallowed = count
    },
    refuseCommands: (...codes) => void refusals.push(...codes),
  }
}
