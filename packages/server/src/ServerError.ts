import { type ErrorCode, errorTable } from '@sluice/protocol'

/** The error of this package's boundary; `code` is from the protocol's table. [W3] */
export class ServerError extends Error {
  readonly code: ErrorCode
  /** How long to wait before asking again, in ms, where the code says to ask later. */
  readonly retryAfterMs: number | null

  constructor(code: ErrorCode, message?: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message ?? errorTable[code].message, options)
    this.name = 'ServerError'
    this.code = code
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
