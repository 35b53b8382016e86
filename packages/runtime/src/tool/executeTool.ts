import { applyPatch, checkState } from '@sluice/fold'
import type { Failure, Id, Json, Patch } from '@sluice/protocol'
import type { AnyTool, ToolContext } from '../agent/defineTool.ts'
import { checkAgainst } from '../agent/jsonSchema.ts'
import type { RunScope } from '../run/types.ts'
import { wordsOfError } from '../text/wordsOfError.ts'
import { createAsk } from './createAsk.ts'
import { createDeadline } from './createDeadline.ts'
import { createProgress } from './createProgress.ts'
import { type OutputResult, outputOf } from './output.ts'
import { plainJson } from './plainJson.ts'

/** No document is larger. [E12] */
const STATE_BYTES = 256 * 1024

/** Runs a tool's code with its time limit. Never rejects for what the code does; null when the run is over and nobody waits for the result. */
export async function executeTool(
  scope: RunScope,
  tool: AnyTool,
  call: Id,
  given: Json,
  attempt: number,
): Promise<OutputResult | null> {
  const checked = await checkAgainst(tool.schema, given)
  if (!checked.ok) return { ok: false, error: { code: 'bad-arguments', message: checked.reason } }
  const late = createDeadline(scope, tool.timeoutMs)
  const signal = AbortSignal.any([scope.signal, late.signal])
  const progress = createProgress(scope, call)
  try {
    const { tenant, agent, id } = scope.session.key
    const context: ToolContext = {
      ...scope.durable(call, signal),
      signal,
      progress: progress.report,
      state: createToolState(scope),
      ask: createAsk(scope, call, attempt, tool.asks, late.rest),
      subsession: scope.subsession(call, attempt, late.rest),
      session: scope.session.key,
      callId: call,
      attempt,
      idempotencyKey: `${tenant}/${agent}/${id}/${call}`,
    }
    // A tool that does not listen to the signal must not hold up the run.
    const returned = await Promise.race([run(tool, checked.value, context), aborted(signal)])
    if (scope.signal.aborted) return null
    if (late.signal.aborted) return { ok: false, error: timeIsUp(tool) }
    return await outputOf(scope, returned)
  } catch (error) {
    if (scope.signal.aborted) return null
    return { ok: false, error: late.signal.aborted ? timeIsUp(tool) : thrown(error) }
  } finally {
    late.end()
    progress.close()
  }
}

async function run(tool: AnyTool, args: unknown, context: ToolContext): Promise<unknown> {
  // The tool's own schema has just accepted the arguments.
  return tool.execute(args as never, context)
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function timeIsUp(tool: AnyTool): Failure {
  return {
    code: 'time-limit',
    message: `${tool.name} did not finish within ${tool.timeoutMs / 1000} s and was given up; whether it had an effect is not known.`,
  }
}

function thrown(error: unknown): Failure {
  return { code: 'tool-failed', message: wordsOfError(error) || 'The tool failed without saying why.' }
}

function createToolState(scope: RunScope): ToolContext['state'] {
  return {
    get: () => scope.session.view().state,
    patch: async patch => {
      const safe = safePatch(scope, patch)
      const offset = await scope.append(view => {
        const result = applyPatch(view.state, safe)
        const reason = result.ok ? checkState(result.value, scope.agent.rules) : result.reason
        if (reason !== null) throw new Error(`The state was not changed: ${reason}`)
        return [{ type: 'state.patched', patch: safe }]
      })
      if (offset === null) throw new Error('The run is over, so the state was not changed.')
    },
  }
}

/** The patch without secrets, and without what is not JSON. [E6] */
function safePatch({ redactor }: RunScope, patch: Patch): Patch {
  return patch.map(operation => {
    if (redactor.text(operation.path) !== operation.path)
      throw new Error('The state was not changed: the path of the patch holds a secret value.')
    if (!('value' in operation)) return operation
    const plain = plainJson(operation.value, STATE_BYTES)
    if (!plain.ok)
      throw new Error(
        `The state was not changed: the value of ${operation.path} is not JSON (${plain.reason}).`,
      )
    return { ...operation, value: redactor.json(plain.value) }
  })
}
