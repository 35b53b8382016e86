import { type ClientFrame, type ConnectionReport, EVENT_REVISION, VIEW_REVISION } from '@sluice/protocol'
import type { Access } from '../access/createAccess.ts'
import type { Principal } from '../access/types.ts'
import type { Directory } from '../directory/createDirectory.ts'
import type { Sessions } from '../hub/createSessions.ts'
import type { Limits } from '../hub/limits.ts'
import type { Hub } from '../hub/types.ts'
import type { Clock, Problem, Timers } from '../ports.ts'
import { ServerError } from '../ServerError.ts'
import type { Store } from '../store/Store.ts'
import { createChannels } from './createChannels.ts'
import { type Addressee, addresseeOf, readIncoming } from './incoming.ts'
import { createOutgoing, type Outgoing } from './outgoing.ts'
import { createPump } from './pump.ts'
import { createRateLimit } from './rateLimit.ts'
import type { Connection, ConnectionRequest, ServerSocket } from './types.ts'
import { afterUntil } from './until.ts'

/** What a connection shares with the others of its hub. */
export interface ConnectionServices {
  readonly access: Access
  readonly sessions: Sessions
  readonly directory: Directory
  readonly store: Store
  readonly command: Hub['command']
  readonly limits: Limits
  readonly clock: Clock
  readonly timers: Timers
  readonly report: (problem: Problem) => void
  /** Has a function called at the end of this turn. */
  readonly schedule: (flush: () => void) => void
  /** Counts a connection of a principal; throws `too-many-connections`. [S7] */
  readonly enter: (principal: Principal) => void
  readonly leave: (principal: Principal) => void
}

/** A connection as its hub sees it. */
export interface HubConnection extends Connection {
  /** Sends a heartbeat when nothing else was sent, and closes when the client has been silent for too long. [W2] */
  beat(): void
  /** What an operator of a tenant may see of it; null for others, and before it said hello. [S16] */
  report(tenant: string): Omit<ConnectionReport['connections'][number], 'id'> | null
  /** Says goodbye and closes. */
  shutDown(retryAfterMs: number): void
}

/** Where a connection stands. */
type State =
  | { readonly at: 'greeting'; readonly cancelTimeout: () => void }
  /** The token is being looked at; what is to be done about the frames behind it waits. */
  | { readonly at: 'admitting'; readonly waiting: (() => void)[]; readonly cancelTimeout: () => void }
  | { readonly at: 'open'; readonly principal: Principal; readonly cancelExpiry: () => void }
  /** The principal's time is over; only a hello with a new token is taken. */
  | { readonly at: 'expired'; readonly principal: Principal }
  | { readonly at: 'closed' }

/** WebSocket close codes: the client broke a rule; the server goes away; the server failed. */
const POLICY = 1008
const GOING_AWAY = 1001

/** How many frames may come right behind hello. */
const MOST_WAITING = 512

/** Creates the server's end of a socket. */
export function createConnection(
  socket: ServerSocket,
  request: ConnectionRequest,
  services: ConnectionServices,
  onClosed: (connection: HubConnection) => void,
): HubConnection {
  const { access, limits, clock, timers, report } = services
  const schedule = (outgoing: Outgoing) =>
    services.schedule(() => {
      outgoing.flush()
      pump.run()
    })
  const outgoing = createOutgoing(socket, limits.bufferedBytes, schedule)
  const pump = createPump(outgoing.isCongested)
  const countFrame = createRateLimit(limits.framesPerSecond, limits.frameBurst)
  const openedAt = clock.now()
  let lastHeard = openedAt

  const refuse = (error: unknown, to: Addressee) => {
    if (!(error instanceof ServerError)) {
      report({ message: 'A frame was refused for a failure of the server.', cause: error })
    }
    const { code, message, retryAfterMs } = error instanceof ServerError ? error : new ServerError('internal')
    const retry = retryAfterMs === null ? {} : { retryAfterMs }
    outgoing.say({ type: 'refused', code, message, ...retry, ...to })
  }

  const channels = createChannels({ ...services, outgoing, pump, refuse })

  const end = () => {
    const was = state
    if (was.at === 'closed') return
    state = { at: 'closed' }
    if (was.at === 'greeting' || was.at === 'admitting') was.cancelTimeout()
    if (was.at === 'open') was.cancelExpiry()
    if (was.at === 'open' || was.at === 'expired') services.leave(was.principal)
    channels.endAll()
    onClosed(connection)
  }

  const sayGoodbye = (reason: ServerError['code'], closeCode: number, retryAfterMs = 0) => {
    if (state.at === 'closed') return
    outgoing.say({ type: 'goodbye', reason, retryAfterMs })
    end()
    outgoing.close(closeCode, reason)
  }

  const expire = (principal: Principal) => {
    state = { at: 'expired', principal }
    channels.closeAll('expired')
  }

  const cancelTimeout = timers.after(limits.helloMs, () => {
    refuse(new ServerError('hello-expected'), {})
    sayGoodbye('hello-expected', POLICY)
  })
  let state: State = { at: 'greeting', cancelTimeout }

  const welcome = (principal: Principal) => {
    const { id, tenant, expiresAt } = principal
    const cancelExpiry =
      expiresAt === null ? () => undefined : afterUntil(timers, clock, expiresAt, () => expire(principal))
    state = { at: 'open', principal, cancelExpiry }
    outgoing.say({
      type: 'welcome',
      eventRevision: EVENT_REVISION,
      viewRevision: VIEW_REVISION,
      at: clock.now(),
      principal: id,
      tenant,
      expiresAt,
    })
  }

  const admit = async (frame: ClientFrame<'hello'>): Promise<Principal> => {
    if (frame.eventRevision < 1 || frame.viewRevision < 1) throw new ServerError('unsupported-revision')
    return access.admit(frame.token ?? request.token, request)
  }

  const greet = async (frame: ClientFrame<'hello'>) => {
    const waiting: (() => void)[] = []
    state = { at: 'admitting', waiting, cancelTimeout }
    try {
      const principal = await admit(frame)
      if (isClosed()) return
      services.enter(principal)
      cancelTimeout()
      welcome(principal)
      for (const next of waiting) next()
    } catch (error) {
      if (isClosed()) return
      refuse(error, {})
      sayGoodbye(error instanceof ServerError ? error.code : 'internal', POLICY)
    }
  }

  /** Hello again: the same principal with a new token. What it may no longer read is closed. [S6] */
  const greetAgain = async (frame: ClientFrame<'hello'>) => {
    try {
      const principal = await admit(frame)
      const was = state
      if (was.at !== 'open' && was.at !== 'expired') return
      if (principal.id !== was.principal.id || principal.tenant !== was.principal.tenant) {
        throw new ServerError(
          'forbidden',
          'The token is of somebody else. Open another connection for another principal.',
        )
      }
      if (was.at === 'open') was.cancelExpiry()
      welcome(principal)
      await channels.checkAll(principal)
    } catch (error) {
      refuse(error, {})
    }
  }

  const serve = (frame: ClientFrame, principal: Principal) => {
    switch (frame.type) {
      case 'hello':
        return void greetAgain(frame)
      case 'subscribe':
        return void channels.open(frame, principal)
      case 'unsubscribe':
        return channels.end(frame.channel)
      case 'command':
        return void services
          .command(principal, frame.session, frame.commandId, frame.command, { via: 'socket', connection })
          .then(answer => {
            const { commandId } = frame
            if (answer.ok) outgoing.say({ type: 'accepted', commandId, offset: answer.offset })
            else
              refuse(new ServerError(answer.code, answer.message, toRetry(answer.retryAfterMs)), {
                commandId,
              })
          })
      case 'ping':
        return outgoing.say({ type: 'pong', at: clock.now() })
    }
  }

  const isClosed = () => state.at === 'closed'

  /** Does something at once, or behind the welcome while the token is being looked at: what a client is told before it is greeted is not for it. */
  const afterWelcome = (run: () => void, to: Addressee) => {
    if (state.at !== 'admitting') run()
    else if (state.waiting.length < MOST_WAITING) state.waiting.push(run)
    else refuse(new ServerError('rate-limited'), to)
  }

  const take = (frame: ClientFrame) => {
    switch (state.at) {
      case 'greeting':
        if (frame.type === 'hello') return void greet(frame)
        refuse(new ServerError('hello-expected'), addresseeOf(frame))
        return sayGoodbye('hello-expected', POLICY)
      case 'admitting':
        return afterWelcome(() => take(frame), addresseeOf(frame))
      case 'open':
        return serve(frame, state.principal)
      case 'expired':
        if (frame.type === 'hello') return void greetAgain(frame)
        if (frame.type === 'ping') return outgoing.say({ type: 'pong', at: clock.now() })
        return refuse(new ServerError('expired'), addresseeOf(frame))
      case 'closed':
        return
    }
  }

  const onMessage = (text: string | null) => {
    if (isClosed()) return
    lastHeard = clock.now()
    const rate = countFrame(lastHeard)
    if (rate.verdict === 'flood') return sayGoodbye('rate-limited', POLICY, 1000)
    const incoming = readIncoming(text, limits.frameBytes)
    const to = incoming.ok ? addresseeOf(incoming.frame) : incoming.to
    const refuseInOrder = (error: ServerError) => afterWelcome(() => refuse(error, to), to)
    if (rate.verdict === 'over') {
      const { retryAfterMs } = rate
      return refuseInOrder(new ServerError('rate-limited', undefined, { retryAfterMs }))
    }
    if (incoming.ok) take(incoming.frame)
    else refuseInOrder(new ServerError(incoming.code, incoming.message))
  }

  const connection: HubConnection = {
    onMessage,
    onDrain: () => pump.run(),
    onClose: () => {
      outgoing.drop()
      end()
    },
    beat: () => {
      if (clock.now() - lastHeard > limits.silenceMs) {
        end()
        outgoing.close(GOING_AWAY, 'silent')
      } else if (!outgoing.takeActivity() && state.at === 'open') {
        outgoing.say({ type: 'pong', at: clock.now() })
        outgoing.flush()
        // A heartbeat is no reason to leave out the next.
        outgoing.takeActivity()
      }
    },
    report: tenant => {
      if ((state.at !== 'open' && state.at !== 'expired') || state.principal.tenant !== tenant) return null
      return {
        principal: state.principal.id,
        address: request.address,
        userAgent: request.headers['user-agent'] ?? null,
        openedAt,
        heardAt: lastHeard,
        bufferedBytes: socket.bufferedBytes(),
        channels: channels.report(),
      }
    },
    shutDown: retryAfterMs => sayGoodbye('shutting-down', GOING_AWAY, retryAfterMs),
  }
  return connection
}

const toRetry = (retryAfterMs: number | null) => (retryAfterMs === null ? {} : { retryAfterMs })
