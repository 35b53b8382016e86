/** Why something was refused or failed: a code of the protocol's error table, and a sentence for a person. [W3] */
export interface Problem {
  readonly code: string
  readonly message: string
}

/** An error of the client. Branch on `code`, which is one of the protocol's error table. [W3] */
export class ClientError extends Error {
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ClientError'
    this.code = code
  }
}
