/** What may be asked of a session: the closed list of S6. */
export type Action =
  | 'create'
  | 'read'
  | 'inspect'
  | 'send'
  | 'stop'
  | 'decide'
  | 'patch'
  | 'fork'
  | 'redact'
  | 'delete'
  | 'list-all'

/** Who asks, made by `authenticate`. [S6] */
export interface Principal {
  /** 1 to 128 characters; stands in the log as the actor of what the principal causes. */
  readonly id: string
  /** The customer or team; part of every session's key and never named by a client. */
  readonly tenant: string
  /** Server time in ms from which the principal is nobody; null when never. */
  readonly expiresAt: number | null
}

/** What is known of a request besides its token. */
export interface RequestFacts {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The remote address; null where there is none. */
  readonly address: string | null
}

/** Makes a principal of a token, or null when the token is not accepted. A missing token is null. [S6] */
export type Authenticate = (
  token: string | null,
  request: RequestFacts,
) => Promise<Principal | null> | Principal | null

/** What `authorize` is told of the session in question: for a subsession, of its root. [S6] */
export interface SessionFacts {
  readonly tenant: string
  readonly agent: string
  readonly id: string
  /** The principal who created it; null while it does not exist. */
  readonly owner: string | null
}

/** Says whether a principal may do something; anything but true denies. `list-all` is asked with a null session. [S6] */
export type Authorize = (
  principal: Principal,
  action: Action,
  session: SessionFacts | null,
) => Promise<boolean> | boolean
