import type { AgentMessage } from '@sluice/client'
import type { Part, ToolCallPart } from '@sluice/fold'
import type { AgentTypes, BlobRef, Id, Json, Typed } from '@sluice/protocol'
import type { AgentActions } from './actions.ts'
import type { AgentFields } from './createAgent.ts'

/** An agent of which nothing is known but that it is one. */
export type AnyAgent = Typed<AgentTypes>

type TypesOf<A extends AnyAgent> = NonNullable<A['~types']>
type ToolsOf<A extends AnyAgent> = TypesOf<A>['tools']

/** Names of an agent's tools. */
export type ToolName<A extends AnyAgent = AnyAgent> = keyof ToolsOf<A> & string

/** A value of a type map, or JSON where the agent is not known. */
type Known<A extends AnyAgent, T> = AnyAgent extends A ? Json : T

/** The arguments of a tool, as its model sends them. */
export type ToolArguments<A extends AnyAgent, N extends ToolName<A> = ToolName<A>> = Known<
  A,
  ToolsOf<A>[N]['arguments']
>

/** What a tool gives back. */
export type ToolResult<A extends AnyAgent, N extends ToolName<A> = ToolName<A>> = Known<
  A,
  ToolsOf<A>[N]['result']
>

/** What people answer to the questions of an agent's tools. */
export type Answer<A extends AnyAgent> = Known<A, ToolsOf<A>[ToolName<A>]['answer']>

/** The shared state of an agent. */
export type StateOf<A extends AnyAgent> = Known<A, TypesOf<A>['state']>

/** A tool call: by its `tool`, what its arguments and its output are. Until its arguments are ready, and where the model called what there is not, they may be otherwise. */
export type ToolCall<A extends AnyAgent> = AnyAgent extends A
  ? ToolCallPart
  : {
      readonly [N in ToolName<A>]: Omit<ToolCallPart, 'tool' | 'arguments' | 'output'> & {
        readonly tool: N
        readonly arguments: ToolArguments<A, N> | null
        readonly output: { readonly json: ToolResult<A, N> } | { readonly file: BlobRef } | null
      }
    }[ToolName<A>]

type DataPart = Extract<Part, { readonly kind: 'data' }>
type DataOf<A extends AnyAgent> = TypesOf<A>['data']

/** A part of a message: by its `kind`, and by the `tool` of a call and the `name` of data, what is in it. */
export type TypedPart<A extends AnyAgent> = AnyAgent extends A
  ? Part
  :
      | Exclude<Part, { readonly kind: 'data' | 'tool-call' }>
      | ToolCall<A>
      | {
          readonly [N in keyof DataOf<A> & string]: Omit<DataPart, 'name' | 'data'> & {
            readonly name: N
            readonly data: DataOf<A>[N]
          }
        }[keyof DataOf<A> & string]

/** What can be read of a session of a known agent. */
export interface TypedFields<A extends AnyAgent>
  extends Omit<AgentFields, 'messages' | 'state' | 'toolCalls'> {
  /** The line with its parts, oldest first. */
  readonly messages: readonly (Omit<AgentMessage, 'parts'> & { readonly parts: readonly TypedPart<A>[] })[]
  /** The shared state, own patches that still wait included. [C8] */
  readonly state: StateOf<A>
  /** The tool calls of the messages of the line, oldest first. */
  readonly toolCalls: readonly ToolCall<A>[]
}

/** What a person can do in a session of a known agent. */
export interface TypedActions<A extends AnyAgent> extends Omit<AgentActions, 'setState' | 'decide'> {
  /** Changes the shared state: the difference between the old and the new document is sent as a patch. [E12] */
  setState(next: StateOf<A> | ((old: StateOf<A>) => StateOf<A>)): void
  /** Answers an approval; `arguments` replace those that the model gave, `answer` is for a question with a schema. [R16] */
  decide(
    approval: Id,
    decision: 'approved' | 'denied',
    options?: {
      readonly reason?: string
      readonly arguments?: ToolArguments<A>
      readonly answer?: Answer<A>
    },
  ): void
}

/** A session and what can be done in it, with the types of its agent. */
export type TypedSession<A extends AnyAgent> = TypedFields<A> & TypedActions<A>
