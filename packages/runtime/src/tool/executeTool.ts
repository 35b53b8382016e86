import { applyPatch, checkState } from '@sluice/fold'
import type { Failure, Id, Json } from '@sluice/protocol'
import type { AnyTool, ToolContext } from '../agent/defineTool.ts'
import { checkAgainst } from '../agent/jsonSchema.ts'
import type { RunScope } from '../run/types.ts'
import { createProgress } from './createProgress.ts'
import { type OutputResult, outputOf } from './output.ts'

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
  const late = new AbortController()
  const disarm = scope.timers.after(tool.timeLimitMs, () => late.abort())
  const signal = AbortSignal.any([scope.signal, late.signal])
  const progress = createProgress(scope, call)
  try {
    const { tenant, agent, id } = scope.session.key
    const context: ToolContext = {
      signal,
      progress: progress.report,
      state: createToolState(scope),
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
    disarm()
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
    message: `${tool.name} did not finish within ${tool.timeLimitMs / 1000} s and was given up; whether it had an effect is not known.`,
  }
}

function thrown(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'tool-failed', message: message === '' ? 'The tool failed without saying why.' : message }
}

function createToolState(scope: RunScope): ToolContext['state'] {
  return {
    get: () => scope.session.view().state,
    patch: async patch => {
      const offset = await scope.append(view => {
        const result = applyPatch(view.state, patch)
        const reason = result.ok ? checkState(result.value, scope.agent.rules) : result.reason
        if (reason !== null) throw new Error(`The state was not changed: ${reason}`)
        const safe = patch.map(operation =>
          'value' in operation ? { ...operation, value: scope.redactor.json(operation.value) } : operation,
        )
        return [{ type: 'state.patched', patch: safe }]
      })
      if (offset === null) throw new Error('The run is over, so the state was not changed.')
    },
  }
}
