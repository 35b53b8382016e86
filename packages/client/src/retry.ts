import type { Retry } from '@sluice/protocol'

/** The codes of errors that stay what they are, however often one asks. */
const final = new Set(
  'bad-frame bad-command bad-session hello-expected not-found forbidden host-refused command-conflict state-refused not-open deleted frame-too-large channel-in-use'.split(
    ' ',
  ),
)

/** What the protocol's error table says about trying again; without its sentences, which the server sends. A code that is not in it counts as `internal`. [W3 W6] */
export function retryOf(code: string): Retry {
  if (final.has(code)) return 'never'
  if (code === 'unauthenticated' || code === 'expired') return 'with-new-token'
  if (code === 'unsupported-revision') return 'after-reload'
  return code === 'state-conflict' || code === 'offset-gone' ? 'now' : 'later'
}
