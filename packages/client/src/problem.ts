import type { ServerFrame } from '@sluice/protocol'
import { type Retry, retryOf } from './retry.ts'

/** Why something was refused or failed: a code of the protocol's error table, and a sentence for a person. [W3] */
export interface Problem {
  readonly code: string
  readonly message: string
}

/** What a frame says about why something ended, whether to ask for it again, and how long to wait before. [W3] */
export function problemOf(frame: ServerFrame<'refused' | 'closed' | 'goodbye'>): {
  readonly error: Problem
  readonly retry: Retry
  readonly retryAfterMs: number
} {
  const code = 'code' in frame ? frame.code : frame.reason
  const { message = '', retryAfterMs = 0 } = frame as Partial<ServerFrame<'refused'>>
  return { error: { code, message }, retry: retryOf(code), retryAfterMs }
}

/** An error of the client. Branch on `code`, which is one of the protocol's error table. [W3] */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
