import { type Event, type Failure, type Id, isJson, type Json } from '@sluice/protocol'
import type { AnyTool } from '../agent/defineTool.ts'
import type { RunScope } from '../run/types.ts'
import { safeFailure } from '../text/safeFailure.ts'
import { checkArguments } from './checkArguments.ts'

/** Arguments that come at once stand in one event. [E8] */
const ARGUMENTS_BYTES = 48 * 1024

/** A call whose arguments are complete. */
export interface PreparedCall {
  /** Whether it can go on; otherwise it is settled as failed. */
  readonly ready: boolean
  readonly events: readonly Event[]
}

/** The tool of an agent with a name, or null. */
export function toolOf(scope: Pick<RunScope, 'agent'>, name: string): AnyTool | null {
  return scope.agent.offered.find(tool => tool.name === name) ?? null
}

/** Makes the events for a call whose arguments are complete: ready, or failed with a reason that the model is told. */
export async function prepareCall(
  scope: Pick<RunScope, 'agent' | 'redactor' | 'timers'>,
  call: Id,
  name: string,
  given: Json,
): Promise<PreparedCall> {
  const parsed = typeof given === 'string' ? parse(given) : given
  if (parsed === undefined)
    return failed(scope, call, {
      code: 'bad-arguments',
      message:
        'The arguments are not complete JSON, so the tool was not run. Call it again with a JSON object.',
    })
  const safe = scope.redactor.json(parsed)
  // A secret that was streamed with escapes, as \u0041 for A, is one only after the text was parsed.
  const isAsStreamed = typeof given === 'string' && (safe === parsed || isEqual(safe, parsed))
  if (!isAsStreamed && Buffer.byteLength(JSON.stringify(safe)) > ARGUMENTS_BYTES)
    return failed(scope, call, {
      code: 'bad-arguments',
      message: `The arguments have more than ${ARGUMENTS_BYTES} bytes, so the tool was not run. Call it again with less.`,
    })
  const ready: Event = { type: 'tool.ready', call, ...(isAsStreamed ? {} : { arguments: safe }) }
  const problem = await problemOf(scope, name, safe)
  return problem === null
    ? { ready: true, events: [ready] }
    : { ready: false, events: [ready, ...failed(scope, call, problem).events] }
}

/** What speaks against running a call with some arguments: a tool that is not there, or arguments that do not fit. [R10] */
export async function problemOf(
  scope: Pick<RunScope, 'agent' | 'timers'>,
  name: string,
  given: Json,
): Promise<Failure | null> {
  const tool = toolOf(scope, name)
  if (tool === null) {
    const names = scope.agent.offered.map(known => known.name).join(', ')
    return {
      code: 'unknown-tool',
      message: `There is no tool named ${name}, so nothing was run. ${names === '' ? 'There are no tools.' : `The tools are: ${names}.`}`,
    }
  }
  const checked = await checkArguments(scope, tool, given)
  if (checked.ok) return null
  return {
    code: 'bad-arguments',
    message: `The arguments do not fit the tool ${name}, so it was not run. Call it again with arguments that fit. What is wrong: ${checked.reason}`,
  }
}

function failed({ redactor }: Pick<RunScope, 'redactor'>, call: Id, error: Failure): PreparedCall {
  const settled: Event = {
    type: 'tool.settled',
    call,
    outcome: 'failed',
    error: safeFailure(redactor, error),
  }
  return { ready: false, events: [settled] }
}

function isEqual(one: Json, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function parse(text: string): Json | undefined {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}
