import type { Environment } from '@sluice/client'
import type { FrameRequest } from '@sluice/client/cores'
import type { SimulatedNetwork } from '@sluice/testkit/simulation'

/** A request as it travels. */
export interface SentRequest {
  readonly method: 'POST' | 'GET' | 'DELETE'
  readonly connection: string
  readonly body?: string
}

/** The answer to a request; null when it was refused. */
export interface SentAnswer {
  readonly body: string | null
}

/** Longer than the server holds a request. */
const HELD_MS = 30_000

/** Makes requests over a network, each on a connection of its own, for something that sleeps and ends. */
export function createRequests(
  network: SimulatedNetwork,
  environment: Environment,
  run: (callback: () => void) => void,
): FrameRequest {
  return (method, connection, body, signal) =>
    new Promise((resolve, reject) => {
      const request: SentRequest = { method, connection, ...(body === undefined ? {} : { body }) }
      const end = (): void => {
        cancel()
        signal?.removeEventListener('abort', fail)
        socket.close()
      }
      const fail = (): void => {
        end()
        reject(new Error('The request failed.'))
      }
      const socket = network.dial({
        opened: () => socket.send(JSON.stringify(request)),
        message: text => {
          const answer = JSON.parse(String(text)) as SentAnswer
          run(() => {
            if (answer.body === null) return fail()
            end()
            resolve(answer.body)
          })
        },
        closed: () => run(fail),
      })
      const cancel = environment.after(HELD_MS, fail)
      signal?.addEventListener('abort', fail)
    })
}
