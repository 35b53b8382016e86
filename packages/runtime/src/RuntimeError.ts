/**
 * What went wrong at the boundary of the runtime: no model can be called, a conversation cannot be summed up or was held with another harness, instructions cannot be made, a server of tools cannot be used, an agent or tool is not well defined, a setting is not
 * understood, a person does not answer, a fiber or timer is not one that can be used, or the host is closed.
 */
export type RuntimeErrorCode =
  | 'model-unavailable'
  | 'compaction-failed'
  | 'foreign-message'
  | 'instructions-failed'
  | 'tool-server'
  | 'bad-definition'
  | 'bad-setting'
  | 'declined'
  | 'subsession-failed'
  | 'closed'
  | 'unknown-agent'
  | 'unknown-fiber'
  | 'unknown-timer'
  | 'bad-timer'
  | 'no-fiber'
  | 'fiber-over'
  | 'fiber-failed'
  | 'not-json'

/** An error of the runtime. The message says what happened, why it matters and what to do. */
export class RuntimeError extends Error {
  readonly code: RuntimeErrorCode
  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RuntimeError'
    this.code = code
  }
}
