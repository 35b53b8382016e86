/** What the servers of the switch are called. */
export const serverNames = { sluice: 'Sluice', flue: 'Flue', cloudflare: 'Agents SDK' } as const

/** A server that the page can be on. */
export type ServerName = keyof typeof serverNames

/** The server that the address names. */
export function serverOfPage(): ServerName {
  const named = new URLSearchParams(location.search).get('backend') ?? ''
  return Object.hasOwn(serverNames, named) ? (named as ServerName) : 'sluice'
}
