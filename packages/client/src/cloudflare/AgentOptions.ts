import type { Environment } from '../environment.ts'
import type { AgentTransport } from './edge/agentTransport.ts'

/** Names and values behind the question mark of an address; null leaves one out. */
export type AgentQuery = Readonly<Record<string, string | null>>

/** An agent that another one holds. */
export interface AgentStep {
  readonly agent: string
  readonly name: string
}

/** Where an agent is. */
export interface AgentAddress {
  /** The server, with or without a scheme; the page's own when absent. */
  readonly host?: string | undefined
  /** The class or binding of the agent: `ChatAgent` and `chat-agent` are the same. */
  readonly agent: string
  /** `default` when absent. */
  readonly name?: string | undefined
  /** Agents inside the agent, outermost first; the last one is meant. */
  readonly sub?: readonly AgentStep[] | undefined
  /** What the server's paths begin with; `agents` when absent. */
  readonly prefix?: string | undefined
  /** A path that takes the place of prefix, agent and name. */
  readonly basePath?: string | undefined
  /** Behind all the others. */
  readonly path?: string | undefined
}

/** What the backend of an agent is made of. */
export interface AgentOptions extends AgentAddress {
  /** Goes into every address. A function is asked for each attempt. */
  readonly query?: AgentQuery | (() => AgentQuery | Promise<AgentQuery>) | undefined
  /** For the request of the transcript. */
  readonly headers?: HeadersInit | undefined
  readonly credentials?: RequestCredentials | undefined
  /**
   * Tools that are done in pages. After a reload only calls of these, and those that ask a person, are waited for: the server does not say whether a call
   * without a result is lost.
   */
  readonly clientTools?: readonly string[] | undefined
  /**
   * The address leads to a Web Channel. One that the server speaks of is used without it; with it nothing else is asked for, and `capabilities` are right before the
   * connection is. [A16]
   */
  readonly isChannel?: boolean | undefined
  /** Goes into the body of every request for an answer, where the agent's `onChatMessage` reads it. A function is told what is requested. */
  readonly body?:
    | object
    | ((trigger: 'submit-message' | 'regenerate-message') => object | Promise<object>)
    | undefined
  /**
   * A method of the agent that does nothing, for pings and to learn that a state was taken over. Without one the server notes an error for each, as
   * it answers in no other way.
   */
  readonly pingMethod?: string | undefined
  /** The browser's when absent. [X1] */
  readonly environment?: Environment | undefined
  /** Sockets and requests; the browser's when absent. [X1] */
  readonly transport?: AgentTransport | undefined
}
