import { createHash } from 'node:crypto'
import type { AgentRules } from '@sluice/fold'
import type { AgentTypes, Json, Typed } from '@sluice/protocol'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { handlersOf } from '../fiber/handlersOf.ts'
import type { FiberHandler, OnFiberRecovered } from '../fiber/types.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { type RecoveryLimits, recoveryLimitsOf } from '../recovery/limits.ts'
import type { Skill } from '../skill/Skill.ts'
import { skillTool } from '../skill/skillTool.ts'
import { type AgentLimits, limitsOf } from '../usage/budget.ts'
import type { AnyTool } from './defineTool.ts'
import type { Instructions } from './instructions.ts'
import { checkAtOnce } from './jsonSchema.ts'
import { checkNames, createOffer, type ToolServer } from './offer.ts'

/** The shared state of an agent's sessions. */
export interface AgentState<S extends StandardSchemaV1 = StandardSchemaV1> {
  /** The document of a new session. */
  readonly initial: StandardSchemaV1.InferInput<S>
  /** What a document has to fit; it must answer at once and not with a promise. */
  readonly schema?: S
  /** Whether clients may patch it; false when absent. */
  readonly clientsMayPatch?: boolean
}

/** What data parts have to fit, by their name. */
export type DataSchemas = Readonly<Record<string, StandardSchemaV1>>

/** What {@link defineAgent} is given. */
export interface AgentOptions<
  T extends readonly AnyTool[],
  S extends StandardSchemaV1 = StandardSchemaV1,
  D extends DataSchemas = DataSchemas,
> {
  readonly name: string
  /** `provider/model`; absent means whichever is configured. */
  readonly model?: string
  readonly instructions: Instructions
  readonly tools?: T
  /** Where more tools come from, which may change while the host runs, see `connectMcpServer`. [R13] */
  readonly toolServers?: readonly ToolServer[]
  /** What the model may read up on, see `loadSkills`. It is told their names and descriptions, and has the tool `load_skill`. [R13] */
  readonly skills?: readonly Skill[]
  readonly state?: AgentState<S>
  /** What the data parts of messages have to fit, by their name; people cannot send others where this is given. They must answer at once. */
  readonly data?: D
  /** What its runs may use; a run that reaches a limit is settled as failed with that reason. [R12] */
  readonly limits?: AgentLimits
  /** How often its runs and fibers are taken up when processes lose them; else as the host says. [R1] */
  readonly recovery?: Partial<RecoveryLimits>
  /** What `startFiber` may start, by name: it goes on in the next process when this one ends. [R11] */
  readonly fibers?: Readonly<Record<string, FiberHandler>>
  /** What `schedule` may set a timer for, by name; each runs as a fiber. [R11] */
  readonly timers?: Readonly<Record<string, FiberHandler>>
  /** Decides about each fiber that a process lost, before its handler goes on. [R11] */
  readonly onFiberRecovered?: OnFiberRecovered
}

/** An agent: who it is, what it may do, and what its sessions start with. */
export interface Agent<T extends readonly AnyTool[] = readonly AnyTool[], W extends AgentTypes = AgentTypes>
  extends Typed<W> {
  readonly name: string
  readonly model: string | null
  readonly instructions: Instructions
  readonly tools: T
  readonly skills: readonly Skill[]
  /** Every tool that the model is offered now: those of the agent and of its tool servers, and the one that loads skills. */
  readonly offered: readonly AnyTool[]
  readonly limits: Required<AgentLimits>
  readonly recovery: Partial<RecoveryLimits>
  readonly fibers: Readonly<Record<string, FiberHandler>>
  readonly timers: Readonly<Record<string, FiberHandler>>
  readonly onFiberRecovered: OnFiberRecovered | null
  /** Hash of what the model is told of the agent now; another one after a change. [R10] */
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
export function defineAgent<
  const T extends readonly AnyTool[] = readonly [],
  S extends StandardSchemaV1 = StandardSchemaV1<Json, Json>,
  D extends DataSchemas = Record<never, never>,
>(options: AgentOptions<T, S, D>): Agent<T, WhatPagesKnow<T, S, D>> {
  const tools = options.tools ?? ([] as unknown as T)
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(options.name))
    throw new RuntimeError(
      'bad-definition',
      `${JSON.stringify(options.name)} cannot be the name of an agent, because it stands in addresses. Use 1 to 64 of A-Z, a-z, 0-9, underscore, dot and hyphen.`,
    )
  const skills = options.skills ?? []
  const own = skills.length === 0 ? tools : [...tools, skillTool(skills)]
  const servers = options.toolServers ?? []
  checkNames(options.name, skills, [...own, ...servers.flatMap(server => server.tools)])
  const offer = createOffer(own, servers, offered => hashOf(options, offered))
  const more = { ...stateRules(options.state), ...answerRules(tools), ...dataRules(options.data) }
  return {
    name: options.name,
    model: options.model ?? null,
    instructions: options.instructions,
    tools,
    skills,
    get offered() {
      return offer().tools
    },
    limits: limitsOf(options.name, options.limits),
    recovery: checkedRecovery(options.recovery),
    fibers: handlersOf('fiber', options.name, options.fibers),
    timers: handlersOf('timer', options.name, options.timers),
    onFiberRecovered: options.onFiberRecovered ?? null,
    get definition() {
      return offer().definition
    },
    get rules() {
      return { definition: offer().definition, ...more }
    },
  }
}

/** What the types of a page are told of an agent. */
interface WhatPagesKnow<T extends readonly AnyTool[], S extends StandardSchemaV1, D extends DataSchemas>
  extends AgentTypes {
  readonly tools: { readonly [K in T[number] as K['name']]: NonNullable<K['~types']> }
  readonly state: StandardSchemaV1.InferInput<S>
  readonly data: { readonly [N in keyof D]: StandardSchemaV1.InferInput<D[N]> }
}

function checkedRecovery(limits: Partial<RecoveryLimits> = {}): Partial<RecoveryLimits> {
  recoveryLimitsOf(limits)
  return limits
}

function hashOf(options: AgentOptions<readonly AnyTool[]>, tools: readonly AnyTool[]): string {
  const told = {
    name: options.name,
    model: options.model ?? null,
    // Of a function the text is what there is to compare.
    instructions: String(options.instructions),
    ...(options.skills === undefined
      ? {}
      : {
          skills: options.skills.map(({ name, description, instructions }) => ({
            name,
            description,
            instructions,
          })),
        }),
    tools: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
  }
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16)
}

/** What people may send as data. */
function dataRules(data: DataSchemas | undefined): Pick<AgentRules, 'checkData'> {
  if (data === undefined) return {}
  const schemas = new Map(Object.entries(data))
  const names = [...schemas.keys()].join(', ')
  return {
    checkData: (name, value) => {
      const schema = schemas.get(name)
      return schema === undefined
        ? `There is none of that name; there are: ${names}.`
        : checkAtOnce(schema, value)
    },
  }
}

/** What pages may answer to calls that are done in one. [R17] */
function answerRules(tools: readonly AnyTool[]): Pick<AgentRules, 'checkAnswer'> {
  const clients = new Map(tools.flatMap(({ name, client }) => (client === null ? [] : [[name, client]])))
  if (clients.size === 0) return {}
  return { checkAnswer: (tool, answer) => clients.get(tool)?.checkAnswer(answer) ?? null }
}

function stateRules(state: AgentState | undefined): AgentRules {
  if (state === undefined) return {}
  const { schema } = state
  return {
    // Its schema takes JSON; a log that is to begin with anything else refuses it.
    initialState: state.initial as Json,
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
