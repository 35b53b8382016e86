/** What the definition of a tool tells to the types of a page. */
export interface ToolTypes {
  /** As the model sends them. */
  readonly arguments: unknown
  readonly result: unknown
  /** What people answer to its questions. */
  readonly answer: unknown
}

/** What the definition of an agent tells to the types of a page. */
export interface AgentTypes {
  readonly tools: { readonly [tool: string]: ToolTypes }
  readonly state: unknown
  /** Data parts, by their name. */
  readonly data: { readonly [name: string]: unknown }
}

/** Carries types under a key that no value has: `useAgent<typeof triage>()` reads them, and nothing of the agent is in the page. */
export interface Typed<T> {
  readonly '~types'?: T
}
