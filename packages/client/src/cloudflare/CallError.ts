import { ClientError } from '../problem.ts'

/** Why a call failed. */
export class CallError extends ClientError {
  /** The method may have run all the same: the connection ended, or nobody waited, before there was an answer. */
  readonly maybeExecuted: boolean
  constructor(code: string, message: string, maybeExecuted: boolean) {
    super(code, message)
    this.maybeExecuted = maybeExecuted
  }
}
