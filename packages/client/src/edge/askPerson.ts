import { PRINCIPAL_PATH } from '@sluice/protocol'
import type { AskPerson } from '../connection/createPersonCheck.ts'
import { personOf } from '../connection/personOf.ts'
import { serverUrl } from './serverUrl.ts'

/** A server that has not said who asks by then is taken for one that does not say. */
const ASK_MS = 5_000

/** Asks a server, with scheme and host, who asks as far as the browser says. */
export const askPersonAt =
  (url: string): AskPerson =>
  async () => {
    const address = serverUrl(url, PRINCIPAL_PATH, 'http')
    const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(ASK_MS) })
    // A cookie goes to another origin with a socket, and not with this.
    if (response.status === 401 && new URL(address).origin === location.origin) return null
    if (!response.ok) throw new Error(`The server answered ${response.status}.`)
    return personOf(await response.json())
  }
