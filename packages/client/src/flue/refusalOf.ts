import type { ErrorCode } from '@sluice/protocol'

const codes: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'command-conflict',
  413: 'frame-too-large',
  429: 'rate-limited',
}

/** What to make of an answer that is not good. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly retryAfterMs: number
}

/** Says why a server refused, or that something else answered in its place. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const { status, ok, headers } = response
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null
  const seconds = Number(headers.get('retry-after'))
  // A proxy that waits for somebody to sign in answers with a page of its own.
  const isTried = ok || status >= 500
  const words =
    body?.error?.message ??
    (isTried
      ? `Something else answered in the place of the agent’s server (status ${status}). It is asked again.`
      : `The server refused, and did not say why (status ${status}).`)
  return {
    code: codes[status] ?? (isTried ? 'internal' : 'bad-command'),
    message: words,
    retryAfterMs: seconds > 0 ? seconds * 1000 : 0,
  }
}
