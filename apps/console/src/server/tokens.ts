const keyOf = (server: string): string => `sluice console token ${server}`

/** The token that was given for a server; null where there is none. It is kept as long as the tab, and for that server alone. */
export function readToken(server: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(server))
  } catch {
    // A browser may forbid it; the token is asked for again after a reload.
    return null
  }
}

/** Keeps the token of a server, or forgets it. */
export function keepToken(server: string, token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(keyOf(server))
    else sessionStorage.setItem(keyOf(server), token)
  } catch {
    // See above.
  }
}
