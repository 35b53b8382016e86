import type { AskPerson } from '@sluice/client/cores'
import type { SeededRandom, VirtualTime } from '@sluice/testkit/simulation'
import type { Plant } from './plants.ts'
import { makeToken, tenantOf } from './token.ts'

/** A cookie of a browser, which says who asks. */
export interface Cookie {
  /** Who has signed in; null while nobody has. */
  holder(): string | null
  set(holder: string | null): void
  /** Lets connections be of whoever the cookie names when they are opened; `leaves` is told of each command, and of whom its connection is. */
  readonly connect: Plant['connect']
  /** Asks the server, which may not answer. */
  readonly askPerson: AskPerson
}

/** What a cookie is made of. */
export interface CookieOptions {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly latencyMs: number
  /** Whether the server can be asked now. */
  readonly isServerThere: () => boolean
  readonly leaves: (text: string, holder: string | null) => void
}

/** A name for a person, as the client has it. */
export const personNamed = (principal: string): string => JSON.stringify([tenantOf(principal), principal])

/** Creates the cookie of a browser in which nobody has signed in. */
export function createCookie({ time, random, latencyMs, isServerThere, leaves }: CookieOptions): Cookie {
  let holder: string | null = null
  const isHello = /^\{"type":"hello"/
  return {
    holder: () => holder,
    set: next => {
      holder = next
    },
    connect: connect => listener => {
      const whose = holder
      // A cookie goes with the connection: nothing that is said on it makes it another one's.
      const token = whose === null ? {} : { token: makeToken(whose, Infinity) }
      const connection = connect(listener)
      return {
        close: connection.close,
        send: text => {
          leaves(text, whose)
          connection.send(isHello.test(text) ? JSON.stringify({ ...JSON.parse(text), ...token }) : text)
        },
      }
    },
    askPerson: () =>
      new Promise((resolve, reject) =>
        time.after(2 * latencyMs, () => {
          if (!isServerThere() || random.chance(0.2)) return reject(new Error('The server does not answer.'))
          resolve(holder && personNamed(holder))
        }),
      ),
  }
}
