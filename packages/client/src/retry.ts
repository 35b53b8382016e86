/** The codes of errors that stay what they are, however often one asks, by their beginnings. */
const final =
  /^(bad-|hello-|unsupported-|not-|forbidden|host-|command-|state-|offset-|deleted|frame-|channel-)/

/** What a client does about an error: it gets another token, asks again later, or leaves it be. */
export type Retry = 'with-new-token' | 'later' | 'never'

/** What a client does about an error code of the protocol's table. One that is not in it counts as `internal`. [W3 W6] */
export function retryOf(code: string): Retry {
  if (code === 'unauthenticated' || code === 'expired') return 'with-new-token'
  return final.test(code) ? 'never' : 'later'
}
