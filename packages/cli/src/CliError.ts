/** How a command of the command line can fail: it was asked wrongly, the server cannot be reached, it refused, or a file is not what it should be. */
export type CliErrorCode = 'usage' | 'unreachable' | 'refused' | 'file'

/** An error of the command line. The message says what happened, why it matters and what to do. */
export class CliError extends Error {
  readonly code: CliErrorCode
  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CliError'
    this.code = code
  }
}
