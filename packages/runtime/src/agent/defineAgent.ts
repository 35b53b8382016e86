import { createHash } from 'node:crypto'
import type { AgentRules } from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { RuntimeError } from '../RuntimeError.ts'
import { type AgentLimits, limitsOf } from '../usage/budget.ts'
import type { AnyTool } from './defineTool.ts'

/** The shared state of an agent's sessions. */
export interface AgentState {
  /** The document of a new session. */
  readonly initial: Json
  /** What a document has to fit; it must answer at once and not with a promise. */
  readonly schema?: StandardSchemaV1
  /** Whether clients may patch it; false when absent. */
  readonly clientsMayPatch?: boolean
}

/** What {@link defineAgent} is given. */
export interface AgentOptions<T extends readonly AnyTool[]> {
  readonly name: string
  /** `provider/model`; absent means whichever is configured. */
  readonly model?: string
  readonly instructions: string
  readonly tools?: T
  readonly state?: AgentState
  /** What its runs may use; a run that reaches a limit is settled as failed with that reason. [R12] */
  readonly limits?: AgentLimits
}

/** An agent: who it is, what it may do, and what its sessions start with. */
export interface Agent<T extends readonly AnyTool[] = readonly AnyTool[]> {
  readonly name: string
  readonly model: string | null
  readonly instructions: string
  readonly tools: T
  readonly limits: Required<AgentLimits>
  /** Hash of what the model is told of the agent; another one after a change. [R10] */
  readonly definition: string
  /** What commands on its sessions go by. [F8] */
  readonly rules: AgentRules
}

/**
 * Defines an agent. Throws a RuntimeError `bad-definition` when its name is not one or two of its tools have the same.
 *
 * @example
 * const triage = defineAgent({ name: 'triage', instructions: 'You look into bug reports.', tools: [readFile, runTest] })
 */
export function defineAgent<const T extends readonly AnyTool[] = readonly []>(
  options: AgentOptions<T>,
): Agent<T> {
  const tools = options.tools ?? ([] as unknown as T)
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(options.name))
    throw new RuntimeError(
      'bad-definition',
      `${JSON.stringify(options.name)} cannot be the name of an agent, because it stands in addresses. Use 1 to 64 of A-Z, a-z, 0-9, underscore, dot and hyphen.`,
    )
  const twice = tools.find((tool, index) => tools.findIndex(other => other.name === tool.name) !== index)
  if (twice !== undefined)
    throw new RuntimeError(
      'bad-definition',
      `The agent ${options.name} has two tools named ${twice.name}, so a call could mean either. Rename one.`,
    )
  const definition = hashOf(options, tools)
  return {
    name: options.name,
    model: options.model ?? null,
    instructions: options.instructions,
    tools,
    limits: limitsOf(options.name, options.limits),
    definition,
    rules: rulesOf(definition, options.state),
  }
}

function hashOf(options: AgentOptions<readonly AnyTool[]>, tools: readonly AnyTool[]): string {
  const told = {
    name: options.name,
    model: options.model ?? null,
    instructions: options.instructions,
    tools: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
  }
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16)
}

function rulesOf(definition: string, state: AgentState | undefined): AgentRules {
  if (state === undefined) return { definition }
  const { schema } = state
  return {
    definition,
    initialState: state.initial,
    clientsPatchState: state.clientsMayPatch ?? false,
    ...(schema === undefined ? {} : { checkState: document => checkState(schema, document) }),
  }
}

function checkState(schema: StandardSchemaV1, document: Json): string | null {
  const result = schema['~standard'].validate(document)
  if (result instanceof Promise)
    return 'The schema of the state answers later, and a state has to be checked at once. Use a schema without asynchronous checks.'
  if (result.issues === undefined) return null
  return result.issues[0]?.message ?? 'The state does not fit the schema of the agent.'
}
