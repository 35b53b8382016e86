import type { Json, JsonObject, Patch, SessionRef, ToolTypes, Typed, Usage } from '@sluice/protocol'
import type { SessionKey } from '@sluice/server'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { DurableScope } from '../fiber/types.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { checkAtOnce, parametersSchema } from './jsonSchema.ts'

/** What a tool tells about how far it is. */
export interface ToolProgress {
  /** From 0 to 1. */
  readonly fraction?: number
  readonly text?: string
  readonly data?: Json
}

/** The session's shared state in the hands of a tool. [E12] */
export interface ToolState {
  /** The document at the head of the log. */
  get(): Json
  /** Applies a patch; resolves when it is durable, rejects when it does not apply or the agent's rules refuse the result. */
  patch(patch: Patch): Promise<void>
}

/** What a person is asked for before a tool may run. */
export interface ApprovalRequest {
  readonly question: string
  /** After this long nobody is waited for; for ever when absent. */
  readonly expiresAfterMs?: number
  /** What counts then; `denied` when absent. */
  readonly onExpiry?: 'approved' | 'denied'
}

/** A question to a person with a form for the answer. */
export interface Question<S extends StandardSchemaV1> {
  readonly question: string
  /** A Standard Schema that can say itself as JSON schema; the tool's `asks` when absent. */
  readonly schema?: S
  /** After this long nobody is waited for; for ever when absent. */
  readonly expiresAfterMs?: number
  /** The answer that counts then; without it the question counts as declined. */
  readonly onExpiry?: StandardSchemaV1.InferInput<S>
}

/** What a subsession answered. */
export interface SubsessionAnswer {
  /** The text of its last message. */
  readonly text: string
  readonly session: SessionRef
  /** What it used, with its own subsessions. */
  readonly usage: Usage
}

/** What a tool is given besides its arguments. */
export interface ToolContext<Q extends StandardSchemaV1 = StandardSchemaV1> extends DurableScope {
  /** Aborts when the run is stopped, the time is up, or the host closes. */
  readonly signal: AbortSignal
  /** Shows progress; at most ten a second reach the log, the newest wins. [S4] */
  progress(progress: ToolProgress): void
  readonly state: ToolState
  /**
   * Asks a person and waits for the answer, for days if need be; the time limit waits too. Rejects with a RuntimeError `declined` when the person does
   * not want to answer. When the process dies meanwhile, the tool is run again from its beginning after the answer, and is given the same answers to the same
   * questions in the same order: ask before you change anything. [R16]
   */
  ask<S extends StandardSchemaV1 = Q>(question: Question<S>): Promise<StandardSchemaV1.InferOutput<S>>
  /**
   * Opens a session of another agent of the host, says something in it, and waits for its answer; the time limit waits too. Its log is its own, and it
   * recovers by itself. Rejects with a RuntimeError `subsession-failed` when its run fails or is stopped, when there is no such agent, or when sessions would be
   * nested too deeply. When the process dies meanwhile, the tool is run again from its beginning; the same subsessions in the same order are the ones
   * that are there. A run that ends stops those of its calls. [R9]
   */
  subsession(
    agent: string | { readonly name: string },
    message: string,
    options?: { readonly title?: string },
  ): Promise<SubsessionAnswer>
  readonly session: SessionKey
  readonly callId: string
  /** From 1; more than 1 when an attempt before was cut off. */
  readonly attempt: number
  /** The same for every attempt of this call, and of no other. [R7] */
  readonly idempotencyKey: string
}

/** What to do with a call that was running when the process died: ask a person, tell the model that the outcome is unknown, or run it again. [R2] */
export type RecoverPolicy = 'ask' | 'tell-model' | 'rerun'

/** What {@link defineTool} is given. */
export interface ToolOptions<
  N extends string,
  S extends StandardSchemaV1,
  R,
  Q extends StandardSchemaV1 = StandardSchemaV1,
> {
  readonly name: N
  readonly description: string
  /** A Standard Schema of an object that can say itself as JSON schema. */
  readonly parameters: S
  /** Whether a person has to agree first: always, or by the arguments. A string is the question. */
  readonly approval?:
    | true
    | ApprovalRequest
    | ((args: StandardSchemaV1.InferOutput<S>) => boolean | string | ApprovalRequest)
  /** What its questions ask for where they do not say it themselves; pages know the type of the answer by it. [R16] */
  readonly asks?: Q
  /** Running it twice with the same key has one effect, so it is run again after a crash. [R2] */
  readonly idempotent?: true
  /** `tell-model` when absent. [R2] */
  readonly recover?: RecoverPolicy
  /** After this long the call is settled as failed; five minutes when absent. */
  readonly timeoutMs?: number
  /** Does the work. What it returns has to be JSON; what it throws is told to the model. */
  execute(args: StandardSchemaV1.InferOutput<S>, context: ToolContext<Q>): Promise<R> | R
}

/** What {@link defineTool} is given for a tool whose work is done in a page; see `useClientTool` of `@sluice/react`. */
export interface ClientToolOptions<N extends string, S extends StandardSchemaV1, O extends StandardSchemaV1>
  extends Pick<ToolOptions<N, S, never>, 'name' | 'description' | 'parameters' | 'approval'> {
  readonly client: true
  /** What the page's answer has to fit; it must tell at once and not with a promise. Any JSON when absent. */
  readonly result?: O
  /** How long a page that has claimed a call may take; five minutes when absent. For a page to claim it is waited without end. */
  readonly timeoutMs?: number
}

/** A tool of an agent. The type parameters are its name, arguments and result. */
export interface Tool<N extends string = string, A = unknown, R = unknown, W extends ToolTypes = ToolTypes>
  extends Typed<W> {
  readonly name: N
  readonly description: string
  readonly schema: StandardSchemaV1
  /** The JSON schema of the arguments. */
  readonly parameters: JsonObject
  readonly idempotent: boolean
  readonly recover: RecoverPolicy
  readonly timeoutMs: number
  /** What its questions ask for where they do not say it themselves. */
  readonly asks: StandardSchemaV1 | null
  /** Set for a tool whose work is done in a page; says what is wrong with an answer of one, or null. [R17] */
  readonly client: { checkAnswer(answer: Json): string | null } | null
  /** The question to a person, or null when none is needed. */
  question(args: A): ApprovalRequest | null
  execute(args: A, context: ToolContext): Promise<R> | R
}

/** Any tool. Arguments are checked by the tool's own schema before `execute` sees them. */
export type AnyTool = Tool<string, never, unknown>

const FIVE_MINUTES_MS = 300_000

/** A day; timers of JavaScript end at 24 of them. */
const LONGEST_MS = 86_400_000

/**
 * Defines a tool. Throws a RuntimeError `bad-definition` when its name or parameters cannot be given to a model.
 *
 * @example
 * const readFile = defineTool({
 *   name: 'read_file',
 *   description: 'Reads a file of the repository.',
 *   parameters: v.object({ path: v.string() }),
 *   idempotent: true,
 *   execute: ({ path }) => fs.readFile(path, 'utf8'),
 * })
 */
export function defineTool<
  const N extends string,
  S extends StandardSchemaV1,
  R,
  Q extends StandardSchemaV1 = StandardSchemaV1<never, never>,
>(
  options: ToolOptions<N, S, R, Q>,
): Tool<N, StandardSchemaV1.InferOutput<S>, R, WhatPagesKnow<S, Awaited<R>, StandardSchemaV1.InferInput<Q>>>
export function defineTool<
  const N extends string,
  S extends StandardSchemaV1,
  O extends StandardSchemaV1 = StandardSchemaV1<Json, Json>,
>(
  options: ClientToolOptions<N, S, O>,
): Tool<
  N,
  StandardSchemaV1.InferOutput<S>,
  StandardSchemaV1.InferOutput<O>,
  WhatPagesKnow<S, StandardSchemaV1.InferInput<O>, never>
>
export function defineTool(options: AnyToolOptions): Tool {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(options.name))
    throw new RuntimeError(
      'bad-definition',
      `${JSON.stringify(options.name)} cannot be the name of a tool, because model providers refuse it. Use 1 to 64 of A-Z, a-z, 0-9, underscore and hyphen.`,
    )
  const { approval, timeoutMs = FIVE_MINUTES_MS } = options
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_MS))
    throw new RuntimeError(
      'bad-definition',
      `${timeoutMs} cannot be the time limit of the tool ${options.name}. Use ms, more than 0 and at most ${LONGEST_MS}, which is a day.`,
    )
  const usual = `May ${options.name} run?`
  return {
    name: options.name,
    description: options.description,
    schema: options.parameters,
    parameters: parametersSchema(options.name, options.parameters),
    ...(isClient(options)
      ? { idempotent: false, recover: 'tell-model', asks: null, client: clientSide(options) }
      : {
          idempotent: options.idempotent ?? false,
          recover: options.recover ?? 'tell-model',
          asks: options.asks ?? null,
          client: null,
        }),
    timeoutMs,
    question: args => {
      const asked = typeof approval === 'function' ? approval(args as never) : (approval ?? false)
      if (typeof asked === 'object') return asked
      if (typeof asked === 'string') return { question: asked }
      return asked ? { question: usual } : null
    },
    execute: (args, context) => {
      if (isClient(options)) throw new Error(`${options.name} is done in a page and has no code here.`)
      return options.execute(args as never, context)
    },
  }
}

/** The arguments as the model sends them, the result, and what people answer. */
interface WhatPagesKnow<S extends StandardSchemaV1, R, A> extends ToolTypes {
  readonly arguments: StandardSchemaV1.InferInput<S>
  readonly result: R
  readonly answer: A
}

type AnyToolOptions =
  | ToolOptions<string, StandardSchemaV1, unknown>
  | ClientToolOptions<string, StandardSchemaV1, StandardSchemaV1>

function isClient(
  options: AnyToolOptions,
): options is ClientToolOptions<string, StandardSchemaV1, StandardSchemaV1> {
  return 'client' in options
}

function clientSide({
  result,
}: ClientToolOptions<string, StandardSchemaV1, StandardSchemaV1>): NonNullable<Tool['client']> {
  return { checkAnswer: answer => (result === undefined ? null : checkAtOnce(result, answer)) }
}
