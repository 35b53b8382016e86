import { createRunner, type Runner } from '../connection/createRunner.ts'
import type { Environment } from '../environment.ts'
import type { AgentTransport } from './edge/agentTransport.ts'

/** What happens to a connection. */
export interface AgentConnectionListener {
  /** A new socket takes frames. */
  ready(): void
  /** It takes no more. */
  lost(): void
  /** Nothing was heard for a while. */
  ping(): void
  message(data: unknown): void
  /** The server closed the socket and does not want another. */
  refused(code: number, reason: string): void
}

/** A connection to an agent that is kept alive: the first words of the server are its welcome. [C1 W2] */
export interface AgentConnection extends Pick<Runner, 'connection' | 'dispatch' | 'start' | 'wake' | 'stop'> {
  /** Sends a frame; tells whether there was a socket. */
  send(frame: object | string): boolean
}

/** Whether a server that closes with this code wants no other attempt. [A11] */
const isFinal = (code: number): boolean => code === 1008 || (code >= 4000 && code < 5000)

/** Creates a connection; each socket is opened at the address that is asked for then. It runs the machine that our own server's connection runs. [C1] */
export function createAgentConnection(
  environment: Environment,
  transport: AgentTransport,
  address: () => Promise<string>,
  listener: AgentConnectionListener,
): AgentConnection {
  const runner = createRunner({ ...listener, environment, renews: false, open })
  const { dispatch, whilePresent } = runner

  function open(): void {
    /** What is said of its end: nothing once it was there, as networks do that. */
    let reason: object = { error: { code: 'offline', message: 'The server took no connection.' } }
    const begin = whilePresent((url: string) =>
      runner.hold(
        transport.connect(url, {
          opened: whilePresent(() => {
            reason = {}
            dispatch({ type: 'opened' })
          }),
          message: whilePresent(listener.message),
          closed: whilePresent((code: number, said: string) => {
            if (!isFinal(code)) return dispatch({ type: 'lost', ...reason })
            listener.refused(code, said)
            // Only one that was open can be refused; before, it is like any that fails.
            dispatch({ type: 'opened' })
            const message = `${said || 'The server closed the connection.'} (${code})`
            const error = { code: 'forbidden', message }
            dispatch({ type: 'goodbye', reason: 'forbidden', retryAfterMs: 0, ...error })
          }),
        }),
      ),
    )
    const fail = whilePresent((cause: unknown) =>
      dispatch({ type: 'lost', error: { code: 'unauthenticated', message: `${cause}` } }),
    )
    address().then(begin, fail)
  }

  return {
    ...runner,
    send: frame => runner.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
  }
}
