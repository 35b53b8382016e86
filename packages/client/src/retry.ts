import type { Retry } from '@sluice/protocol'

/** The codes of errors that stay what they are, however often one asks, by their beginnings. */
const final = /^(bad-|hello-|not-|forbidden|host-|command-|state-r|deleted|frame-|channel-)/

/** What the protocol's error table says about trying again; without its sentences, which the server sends. A code that is not in it counts as `internal`. [W3 W6] */
export function retryOf(code: string): Retry {
  if (final.test(code)) return 'never'
  if (code === 'unauthenticated' || code === 'expired') return 'with-new-token'
  if (code === 'unsupported-revision') return 'after-reload'
  return code === 'state-conflict' || code === 'offset-gone' ? 'now' : 'later'
}
