import type { Client, RequestOptions } from '../Client.ts'
import { ClientError } from '../problem.ts'

/** What is thrown where an answer is not what was asked for: nothing of it is used. */
export const unexpected = (): ClientError =>
  new ClientError(
    'internal',
    'The server answered with something else than what was asked for. Try again later.',
  )

/** Requests a path of the server and parses its JSON. Rejects with a {@link ClientError} that has the code of the server's answer, or `offline` when there is none. */
export async function requestJson(client: Client, path: string, init?: RequestOptions): Promise<unknown> {
  const response = await client.request(path, init).catch((cause: unknown) => {
    throw new ClientError('offline', 'The server was not reached, so nothing was loaded. Try again later.', {
      cause,
    })
  })
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body
  const { code, message } = (body ?? {}) as { readonly code?: string; readonly message?: string }
  throw new ClientError(
    code ?? 'internal',
    message ?? `The server answered with status ${response.status}. Try again later.`,
  )
}
