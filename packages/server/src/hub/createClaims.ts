import type { Id } from '@sluice/protocol'
import type { Timers } from '../ports.ts'
import { keyText } from '../session/identity.ts'
import type { SessionKey } from '../store/Store.ts'

/** Which connections hold which calls. It lives as long as the process: who comes back says so. [R17] [E11] */
export interface Claims {
  /** A call was claimed, or said to be held still, by a connection; over HTTP by none. */
  hold(key: SessionKey, call: Id, connection: object | null): void
  /** The connection is gone. */
  drop(connection: object): void
  /** Resolves when nobody has held the call for a while, or the signal aborts. */
  lost(key: SessionKey, call: Id, graceMs: number, signal: AbortSignal): Promise<void>
}

interface Claim {
  holder: object | null
  /** Starts the wait anew, or takes it back while there is a holder. */
  readonly watchers: Set<() => void>
}

/** Creates the claims of a hub. */
export function createClaims(timers: Timers): Claims {
  const claims = new Map<string, Claim>()
  /** A claim may become durable after its connection has gone. */
  const gone = new WeakSet<object>()
  const nameOf = (key: SessionKey, call: Id) => `${keyText(key)}/${call}`

  function take(name: string): Claim {
    const claim = claims.get(name) ?? { holder: null, watchers: new Set() }
    claims.set(name, claim)
    return claim
  }

  function tell(name: string, claim: Claim): void {
    for (const watcher of claim.watchers) watcher()
    if (claim.holder === null && claim.watchers.size === 0) claims.delete(name)
  }

  return {
    hold: (key, call, connection) => {
      const name = nameOf(key, call)
      const claim = take(name)
      claim.holder = connection === null || gone.has(connection) ? null : connection
      tell(name, claim)
    },
    drop: connection => {
      gone.add(connection)
      for (const [name, claim] of claims) {
        if (claim.holder !== connection) continue
        claim.holder = null
        tell(name, claim)
      }
    },
    lost: (key, call, graceMs, signal) =>
      new Promise(resolve => {
        const name = nameOf(key, call)
        const claim = take(name)
        let cancel = () => {}
        const end = () => {
          cancel()
          signal.removeEventListener('abort', end)
          claim.watchers.delete(look)
          // A call that is over is held by nobody.
          if (claim.watchers.size === 0) claims.delete(name)
          resolve()
        }
        const look = () => {
          cancel()
          cancel = claim.holder === null ? timers.after(graceMs, end) : () => {}
        }
        if (signal.aborted) return end()
        signal.addEventListener('abort', end, { once: true })
        claim.watchers.add(look)
        look()
      }),
  }
}
