import type { AnswerFrame, Backend } from '../backend/Backend.ts'
import type { TokenSource } from '../Client.ts'
import { type AskPerson, createPersonCheck } from '../connection/createPersonCheck.ts'
import { personOf } from '../connection/personOf.ts'
import type { Environment } from '../environment.ts'
import {
  MOST_UNTAKEN,
  MOST_UNTAKEN_AT_ALL,
  type Port,
  SILENT_MS,
  TAKEN_STEP,
  type TabMessage,
  type WorkerMessage,
} from './messages.ts'

/** How long a tab may take to give a token before another one is asked. */
const TOKEN_MS = 5_000

/** The channel numbers of the protocol. */
const CHANNELS = 0x10000

/** The worker's end of the way to a tab. */
export interface TabEnd {
  take(message: TabMessage): void
  /** The tab is no more. */
  gone(): void
}

/** Lets the tabs of a browser share one connection. */
export interface Exchange {
  join(port: Port<WorkerMessage>): TabEnd
}

interface Tab {
  readonly port: Port<WorkerMessage>
  isStarted: boolean
  /** Whether who it is of is who the connection is of: not known where it came later than the connection, and the browser says who asks. */
  isChecked: boolean
  /** It was sent more than it takes; nothing is sent before it has taken that. */
  isAsleep: boolean
  /** Sent and not taken, in UTF-16 units. */
  untaken: number
  /** When it last took something, or had nothing to take. */
  tookAt: number
  /** The connection's channel of each of its own. */
  readonly channels: Map<number, number>
}

/**
 * Shares a backend among tabs: forwards each tab's requests under channel numbers of its own, and each answer to the tab that it is for. It folds
 * nothing. The connection is there while a tab has started; a tab that does not take what it is sent is unsubscribed and told so, so that it goes on
 * from its offset when it wakes. A token is asked of the tabs, the one that was heard last first. Where the browser says who asks, a tab that comes
 * later than the connection has no part in it before the server said that it would still be the same person's. [C6 C11]
 */
export function createExchange(
  createBackend: (token: TokenSource) => Backend,
  environment: Environment,
  askPerson: AskPerson,
): Exchange {
  /** Those heard last at the end. */
  const tabs = new Set<Tab>()
  const owners = new Map<number, { readonly tab: Tab; readonly channel: number }>()
  const commands = new Map<string, Tab>()
  const asked = new Map<number, PromiseWithResolvers<string | undefined>>()
  let isReady = false
  let connection = 0
  let channels = 0
  let asks = 0

  const backend = createBackend(askToken as () => Promise<string>)
  const started = (): Tab[] => [...tabs].filter(({ isStarted }) => isStarted)

  backend.connection.subscribe(() => {
    for (const tab of started()) tellConnection(tab)
    if (started().some(({ isChecked }) => !isChecked)) void check()
  })

  /** Asks who the browser says that it is now, and connects anew where that is not who the connection is of, or nobody knows. */
  async function check(): Promise<void> {
    const view = backend.connection.getSnapshot()
    if (view.status !== 'online') return
    const asked = connection
    const waiting = started().filter(({ isChecked }) => !isChecked)
    const person = await askPerson().catch(() => null)
    // The next one is opened as whoever it is then.
    if (asked !== connection || !isReady) return
    if (person === personOf(view)) for (const tab of waiting) admit(tab)
    else connectAnew()
  }

  function connectAnew(): void {
    if (started().length === 0) return
    backend.stop()
    backend.start(listener)
  }

  const look = createPersonCheck({ backend, environment, askPerson, another: connectAnew })

  function admit(tab: Tab): void {
    if (tab.isChecked) return
    tab.isChecked = true
    tellConnection(tab)
    tellReady(tab)
  }

  function tellReady({ port, isChecked, isAsleep }: Tab): void {
    if (isReady && isChecked && !isAsleep) port.post({ type: 'ready', connection })
  }

  function tellConnection({ port, isChecked }: Tab): void {
    const view = backend.connection.getSnapshot()
    port.post({
      type: 'connection',
      view: isChecked ? view : { ...view, status: 'connecting', principal: null, tenant: null },
      clockOffset: backend.clockOffset(),
      malformed: backend.malformedFrames(),
    })
  }

  const listener = {
    ready(): void {
      isReady = true
      connection += 1
      for (const tab of started()) tellReady(tab)
    },
    lost(): void {
      isReady = false
      owners.clear()
      commands.clear()
      for (const tab of started()) {
        tab.channels.clear()
        tab.isChecked = true
        if (!tab.isAsleep) tab.port.post({ type: 'lost' })
      }
    },
    answer(frame: AnswerFrame, text = JSON.stringify(frame)): void {
      if ('commandId' in frame && frame.commandId !== undefined) {
        const tab = commands.get(frame.commandId)
        commands.delete(frame.commandId)
        if (tab) send(tab, { type: 'answer', text })
      } else if ('channel' in frame && frame.channel !== undefined) {
        const owner = owners.get(frame.channel)
        if (!owner) return
        if (frame.type === 'closed' || frame.type === 'refused') forget(owner.tab, owner.channel)
        send(owner.tab, { type: 'answer', text, channel: owner.channel })
      }
    },
  }

  function send(tab: Tab, message: Extract<WorkerMessage, { type: 'answer' }>): void {
    if (tab.isAsleep) return
    const now = environment.now()
    // What is left below a step is not told, and may be taken.
    if (tab.untaken < TAKEN_STEP) tab.tookAt = now
    tab.untaken += message.text.length
    tab.port.post(message)
    const most = now - tab.tookAt > SILENT_MS ? MOST_UNTAKEN : MOST_UNTAKEN_AT_ALL
    if (tab.untaken <= most) return
    tab.isAsleep = true
    unsubscribeAll(tab)
    tab.port.post({ type: 'lost' })
  }

  /** Forgets a channel of a tab; returns the connection's number for it. */
  function forget(tab: Tab, channel: number): number | undefined {
    const number = tab.channels.get(channel)
    tab.channels.delete(channel)
    if (number !== undefined) owners.delete(number)
    return number
  }

  function unsubscribe(tab: Tab, channel: number): void {
    const number = forget(tab, channel)
    if (number !== undefined && isReady) backend.request({ type: 'unsubscribe', channel: number })
  }

  function unsubscribeAll(tab: Tab): void {
    for (const channel of [...tab.channels.keys()]) unsubscribe(tab, channel)
  }

  function newChannel(): number {
    do channels = (channels + 1) % CHANNELS
    while (owners.has(channels))
    return channels
  }

  function request(tab: Tab, message: Extract<TabMessage, { type: 'request' }>): void {
    // What was sent before the tab knew that the connection is gone is asked for again by itself.
    if (!isReady || tab.isAsleep || message.connection !== connection) return
    const { frame } = message
    if (frame.type === 'unsubscribe') unsubscribe(tab, frame.channel)
    else if (frame.type === 'command') {
      commands.set(frame.commandId, tab)
      backend.request(frame)
    } else {
      const number = newChannel()
      owners.set(number, { tab, channel: frame.channel })
      tab.channels.set(frame.channel, number)
      backend.request({ ...frame, channel: number })
    }
  }

  async function askToken(): Promise<string | undefined> {
    let failure: unknown = new Error('No tab answered with a token.')
    for (const tab of started().reverse()) {
      asks += 1
      const ask = asks
      const answer = Promise.withResolvers<string | undefined>()
      asked.set(ask, answer)
      const cancel = environment.after(TOKEN_MS, () => answer.reject(failure))
      tab.port.post({ type: 'ask-token', ask })
      try {
        return await answer.promise
      } catch (error) {
        failure = error
      } finally {
        cancel()
        asked.delete(ask)
      }
    }
    throw failure
  }

  function stop(tab: Tab): void {
    if (!tab.isStarted) return
    unsubscribeAll(tab)
    tab.isStarted = false
    if (started().length > 0) return
    isReady = false
    backend.stop()
  }

  function start(tab: Tab, isNamed: boolean): void {
    if (tab.isStarted) return
    tab.isStarted = true
    const isFirst = started().length === 1
    tab.isChecked = isNamed || isFirst
    tellConnection(tab)
    // A tab that is new may have a better token.
    if (backend.connection.getSnapshot().status === 'refused') backend.reconnect()
    if (isFirst) backend.start(listener)
    else if (tab.isChecked) tellReady(tab)
    else void check()
  }

  function taken(tab: Tab, length: number): void {
    tab.untaken -= length
    tab.tookAt = environment.now()
    // What is left is what a tab does not tell, so it has taken all.
    if (!tab.isAsleep || tab.untaken >= TAKEN_STEP) return
    tab.isAsleep = false
    if (tab.isStarted) tellReady(tab)
  }

  return {
    join(port) {
      const tab: Tab = {
        port,
        isStarted: false,
        isChecked: false,
        isAsleep: false,
        untaken: 0,
        tookAt: 0,
        channels: new Map(),
      }
      tabs.add(tab)
      return {
        take(message) {
          tabs.delete(tab)
          tabs.add(tab)
          switch (message.type) {
            case 'start':
              return start(tab, message.isNamed)
            case 'stop':
              return stop(tab)
            case 'wake':
              return backend.reconnect()
            case 'look':
              return look()
            case 'beat':
              return port.post({ type: 'beat' })
            case 'request':
              return request(tab, message)
            case 'taken':
              return taken(tab, message.length)
            case 'token': {
              const answer = asked.get(message.ask)
              if (message.failure === undefined) answer?.resolve(message.token)
              else answer?.reject(new Error(message.failure))
            }
          }
        },
        gone() {
          stop(tab)
          tabs.delete(tab)
        },
      }
    },
  }
}
