import type { ToolCallPart } from '@sluice/fold'
import type { AgentTypes } from '@sluice/protocol'
import type { AnyAgent, ToolArguments, ToolName, ToolResult } from '@sluice/react'
import type { ReactNode } from 'react'
import type { IconName } from '../icon/Icon.tsx'

/** What a view of a tool call is drawn with. */
export interface ToolViewProps<Arguments = unknown, Output = unknown> {
  readonly call: ToolCallPart
  /** The complete arguments; undefined while they stream. */
  readonly arguments: Arguments | undefined
  /** The arguments as far as they were streamed: any of them may be missing or cut off. */
  readonly draft: unknown
  /** What the tool returned; undefined before, and where it is so large that it is kept beside the log. */
  readonly output: Output | undefined
}

/** How the calls of a tool are drawn. What is absent is as in the card for any tool. */
export interface ToolView<Arguments = unknown, Output = unknown> {
  /** What the call does, in the words of a person, instead of the tool's name. */
  readonly title?: string
  readonly icon?: IconName
  /** The arguments on one line. */
  readonly summary?: (call: ToolViewProps<Arguments, Output>) => string
  /** The card is open without being asked. */
  readonly isOpen?: boolean
  /** Instead of the arguments. */
  readonly Input?: (props: ToolViewProps<Arguments, Output>) => ReactNode
  /** Instead of the output. */
  readonly Output?: (props: ToolViewProps<Arguments, Output>) => ReactNode
  /** Instead of both. */
  readonly Body?: (props: ToolViewProps<Arguments, Output>) => ReactNode
}

/** The views of tools, by the tools' names. */
export type ToolViews = Readonly<Record<string, ToolView>>

/** The views of an agent's tools, with the types of their arguments and outputs. */
export type ToolViewsOf<A extends AnyAgent> = {
  readonly [N in ToolName<A>]?: ToolView<ToolArguments<A, N>, ToolResult<A, N>>
}

/**
 * Says how the calls of an agent's tools are drawn; the names, arguments and outputs are those of the agent. A tool without a view has the card
 * for any tool, and so has one whose view fails.
 *
 * @example
 * const views = defineToolViews<typeof triage>({ run_tests: terminalView, edit_file: { title: 'Edit', Input: EditDiff } })
 * <AgentChat agent="triage" id="7f3a" toolViews={views} />
 */
export function defineToolViews<A extends AnyAgent = AnyAgent>(views: ToolViewsOf<A>): ToolViews {
  // The types of the agent end here: what is drawn is what the log says.
  return views as ToolViews
}

/** Checks a value: a schema of valibot, zod or any other library of the Standard Schema. Answers at once, not later. */
export interface Checker<T> {
  readonly '~standard': { readonly validate: (value: unknown) => { readonly value: T } | object }
}

/** How an application's own data is drawn. */
export interface DataPartView<T = unknown> {
  /** What the data has to fit; it is drawn plainly when it does not. Anything fits when absent. */
  readonly schema?: Checker<T>
  readonly Component: (props: { readonly data: T }) => ReactNode
}

/** The views of data, by its name. */
export type DataPartViews = Readonly<Record<string, DataPartView>>

type DataOf<A extends AnyAgent> =
  NonNullable<A['~types']> extends AgentTypes ? NonNullable<A['~types']>['data'] : never

/** The views of an agent's data, with its types. */
export type DataPartViewsOf<A extends AnyAgent> = {
  readonly [N in keyof DataOf<A> & string]?: DataPartView<AnyAgent extends A ? never : DataOf<A>[N]>
}

/**
 * Says with which components of the application an agent's data is drawn. Data with another name, or that does not fit its schema, or whose
 * component fails, is drawn as names and values.
 *
 * @example
 * const views = defineDataViews<typeof shop>({ order: { schema: order, Component: OrderCard } })
 */
export function defineDataViews<A extends AnyAgent = AnyAgent>(views: DataPartViewsOf<A>): DataPartViews {
  return views as DataPartViews
}
