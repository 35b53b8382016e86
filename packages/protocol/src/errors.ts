import * as v from 'valibot'

/** What a client may do about an error: nothing, ask again at once, ask again later, ask again with a new token, reload the page. */
export type Retry = 'never' | 'now' | 'later' | 'with-new-token' | 'after-reload'

/** What an error code means wherever it appears. [W3] */
export interface ErrorEntry {
  readonly retry: Retry
  /** The status of an HTTP answer with this code. */
  readonly status: number
  /** Default sentence: what happened, why it matters, what to do. */
  readonly message: string
}

const entry = (status: number, retry: Retry, message: string): ErrorEntry => ({ retry, status, message })

/** Every error code on the wire. */
export const errorTable = {
  'bad-frame': entry(
    400,
    'never',
    'The frame is not one of this protocol, so it was ignored. Check the client’s version.',
  ),
  'bad-command': entry(
    400,
    'never',
    'The command is not one of this protocol, so nothing was done. Check the client’s version.',
  ),
  'bad-session': entry(
    400,
    'never',
    'The agent or session id has characters or a length that are not allowed. Use 1 to 128 of A-Z, a-z, 0-9, dot, underscore, tilde and hyphen.',
  ),
  'hello-expected': entry(400, 'never', 'The first frame of a connection has to be hello.'),
  'unsupported-revision': entry(
    400,
    'after-reload',
    'Client and server do not share a protocol revision. Reload the page to get the newer client.',
  ),
  unauthenticated: entry(401, 'with-new-token', 'The token is missing or not accepted. Sign in again.'),
  expired: entry(401, 'with-new-token', 'The token has expired. Send hello again with a new one.'),
  'not-found': entry(404, 'never', 'There is no such agent, session or blob, or you may not read it.'),
  forbidden: entry(403, 'never', 'You may read this session but not do this in it.'),
  'host-refused': entry(
    403,
    'never',
    'Without authentication the server answers only to loopback names and pages from its own origin.',
  ),
  'command-conflict': entry(
    409,
    'never',
    'The same command id was used before with another body. Use a new id for a new command.',
  ),
  'state-conflict': entry(
    409,
    'now',
    'The state was changed by somebody else on an overlapping path. Make the patch again on the newer state.',
  ),
  'state-refused': entry(
    422,
    'never',
    'The patch does not apply to the state, makes it too large, or touches what may not be changed.',
  ),
  'not-open': entry(409, 'never', 'What the command is about is already settled, so it changed nothing.'),
  'not-idle': entry(409, 'never', 'A run is going on, so nothing was done. Stop it or wait for its end.'),
  'offset-gone': entry(
    410,
    'now',
    'The log no longer holds all events after this offset. Subscribe for the view to start from a snapshot.',
  ),
  deleted: entry(410, 'never', 'The session was deleted.'),
  'frame-too-large': entry(
    413,
    'never',
    'The frame or event is larger than allowed. Upload large content as a blob.',
  ),
  'rate-limited': entry(429, 'later', 'Too many frames in a short time. Wait, then go on more slowly.'),
  'too-many-subscriptions': entry(
    429,
    'later',
    'This connection has as many subscriptions as are allowed. End one first.',
  ),
  'too-many-connections': entry(
    429,
    'later',
    'You have as many connections open as are allowed. Close one first.',
  ),
  'channel-in-use': entry(
    409,
    'never',
    'The channel already has a subscription. Use another number, or unsubscribe first.',
  ),
  'storage-failed': entry(
    503,
    'later',
    'The event could not be written to disk, so nothing was done. The command can be sent again.',
  ),
  'shutting-down': entry(503, 'later', 'The server is going away. Connect again in a moment.'),
  internal: entry(
    500,
    'later',
    'The server failed in a way it did not expect; its log has the cause. The command can be sent again.',
  ),
} as const satisfies Record<string, ErrorEntry>

/** A code from {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable

/** Schema of an {@link ErrorCode}. A reader treats a code it does not know as `internal`. [W6] */
export const errorCode = v.pipe(v.string(), v.regex(/^[a-z-]{1,64}$/))

/** The entry of a code from the wire; a code that this revision does not know counts as `internal`. */
export function errorEntry(code: string): ErrorEntry {
  return Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode] : errorTable.internal
}
