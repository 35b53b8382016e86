import type { IncomingHttpHeaders } from 'node:http'

const LOOPBACK = /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

const hostnameOf = (host: string): string => host.toLowerCase().replace(/:\d{1,5}$/, '')

/** Tells whether a Host header, with or without a port, names this machine's loopback. [S6] */
function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(hostnameOf(host))
}

/** Tells whether an address to listen on is loopback. [S6] */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || isLoopbackHost(address)
}

function originHost(origin: string): string | null {
  const match = /^https?:\/\/([^/?#@]+)$/i.exec(origin)
  return match?.[1] ?? null
}

/** What the edge asks of the Host and Origin of a request. */
export interface OriginRule {
  /** Without authentication only loopback may ask, whatever a name resolves to. [S6] */
  readonly loopbackOnly: boolean
  /** Origins whose pages may ask, besides the server's own; null for any. Says nothing where only loopback may ask. */
  readonly origins: readonly string[] | null
}

/** Tells whether a request may be served by where it comes from. A request without an Origin is not a page's. [S6] */
export function isOriginAllowed(headers: IncomingHttpHeaders, rule: OriginRule): boolean {
  const { host = '', origin } = headers
  if (rule.loopbackOnly) {
    if (!isLoopbackHost(host)) return false
    return origin === undefined || isLoopbackHost(originHost(origin) ?? '')
  }
  if (rule.origins === null || origin === undefined) return true
  return originHost(origin) === host || rule.origins.includes(origin)
}
