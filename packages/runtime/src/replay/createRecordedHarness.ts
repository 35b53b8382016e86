import { noUsage } from '@sluice/fold'
import type { Harness, StepPart, StepRequest } from '../harness/Harness.ts'
import type { RecordedStep } from './Recording.ts'

/** A harness whose model says again what was recorded, call by call. */
export interface RecordedHarness extends Harness {
  /** How many model calls have begun. */
  begun(): number
}

async function* say({ parts, ...step }: RecordedStep, signal: AbortSignal): AsyncIterable<StepPart> {
  const calls: number[] = []
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'call') {
      calls.push(index)
      yield { type: 'called', index, tool: part.tool, providerCallId: null }
      if (part.arguments === null) yield { type: 'delta', index, text: part.text }
      yield { type: 'closed', index, ...(part.arguments === null ? {} : { arguments: part.arguments }) }
    } else {
      yield { type: 'opened', index, kind: part.kind }
      yield { type: 'delta', index, text: part.text }
      yield { type: 'closed', index }
    }
  }
  const { usage, finish } = step
  if (step.outcome === 'completed')
    // The harness's own words are for the next call of a provider, and there is none.
    return yield {
      type: 'ended',
      end: { outcome: 'completed', finish, usage, calls, message: '{"role":"recorded"}' },
    }
  if (step.outcome === 'failed') {
    const error = step.error ?? {
      code: 'model-failed',
      message: 'The recorded call failed without saying why.',
    }
    return yield { type: 'ended', end: { outcome: 'failed', error, usage, retry: null } }
  }
  // It was stopped here, and is again.
  await new Promise<void>(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  yield { type: 'ended', end: { outcome: 'aborted', usage } }
}

/** Makes a harness that answers the model calls of one session with the recorded ones, in their order. A call that was not recorded fails and says so. [R19] */
export function createRecordedHarness(steps: readonly RecordedStep[]): RecordedHarness {
  let begun = 0
  const over: StepPart = {
    type: 'ended',
    end: {
      outcome: 'failed',
      error: {
        code: 'recording-over',
        message:
          'The agent made a model call that is not in the recording, so there is no answer to it. It does something else than when it was recorded.',
      },
      usage: noUsage,
      retry: null,
    },
  }
  return {
    begun: () => begun,
    model: async wanted => ({ id: wanted ?? 'recorded/model', real: false }),
    compact: async () => null,
    async *step({ signal }: StepRequest) {
      const step = steps[begun]
      begun += 1
      if (step === undefined) yield over
      else yield* say(step, signal)
    },
  }
}
