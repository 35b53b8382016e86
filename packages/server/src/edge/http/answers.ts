import { errorTable } from '@sluice/protocol'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ServerError } from '../../ServerError.ts'

/** The JSON answer that stands for an error: `{ code, message, retryAfterMs? }` with the status of the code. [W3] */
export function answerError(c: Context, error: unknown): Response {
  const known =
    error instanceof ServerError ? error : new ServerError('internal', undefined, { cause: error })
  const { code, message, retryAfterMs } = known
  if (retryAfterMs !== null) c.header('Retry-After', String(Math.ceil(retryAfterMs / 1000)))
  if (code === 'unauthenticated' || code === 'expired') c.header('WWW-Authenticate', 'Bearer')
  const retry = retryAfterMs === null ? {} : { retryAfterMs }
  return c.json({ code, message, ...retry }, errorTable[code].status as ContentfulStatusCode)
}
