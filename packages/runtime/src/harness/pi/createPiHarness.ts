import type { Api, Model, Models } from '@earendil-works/pi-ai'
import { noUsage } from '@sluice/fold'
import { RuntimeError } from '../../RuntimeError.ts'
import type { Harness, ModelChoice, StepPart, StepRequest } from '../Harness.ts'
import { retryAfterMs } from '../modelFailure.ts'
import { parametersOf, tracedAnswer } from '../tracedAnswer.ts'
import { compactWithPi } from './compact.ts'
import { piContext } from './piContext.ts'
import { type PiResponse, piParts } from './piParts.ts'
import { tracedEvents } from './tracedEvents.ts'

/** What {@link createPiHarness} is made of. */
export interface PiHarnessOptions {
  /** Pi's providers with their credentials; loaded at the first use, because the catalogue is large. */
  readonly models: () => Promise<Models>
  /** The model for an agent that names none, and for one that names a model without a key: `provider/model`. */
  readonly fallback: string
  /** Calls this model whatever the agent names. */
  readonly always?: boolean
  /** Whether the providers are outside this process; true when absent. */
  readonly real?: boolean
  readonly reasoning?: 'minimal' | 'low' | 'medium' | 'high'
  readonly fetch?: typeof fetch
}

/** The harness on Pi: its providers, its message formats, its judgement of what may be tried again. [R5] */
export function createPiHarness(options: PiHarnessOptions): Harness {
  let loading: Promise<Models> | null = null
  const models = () => {
    loading ??= options.models()
    return loading
  }

  async function find(id: string): Promise<Model<Api> | null> {
    const slash = id.indexOf('/')
    const model = (await models()).getModel(id.slice(0, slash), id.slice(slash + 1))
    return model ?? null
  }

  async function known(id: string): Promise<Model<Api>> {
    const found = await find(id)
    if (found !== null) return found
    throw new RuntimeError(
      'model-unavailable',
      `The model ${id} is no longer in the catalogue, so it cannot be called. Start the run again.`,
    )
  }

  async function callable(id: string): Promise<boolean> {
    const model = await find(id)
    return model !== null && (await (await models()).getAuth(model)) !== undefined
  }

  async function model(wanted: string | null): Promise<ModelChoice> {
    const first = options.always === true ? options.fallback : (wanted ?? options.fallback)
    for (const id of first === options.fallback ? [first] : [first, options.fallback])
      if (await callable(id)) return { id, real: options.real ?? true }
    throw new RuntimeError(
      'model-unavailable',
      `The model ${first} is not in the catalogue or its provider has no key, so the agent cannot answer. ` +
        'Set SLUICE_MODEL to provider/model and the key of that provider.',
    )
  }

  async function* step(request: StepRequest): AsyncIterable<StepPart> {
    try {
      yield* call(request)
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error
      const { code, message } = error
      yield {
        type: 'ended',
        end: { outcome: 'failed', error: { code, message }, usage: noUsage, retry: null },
      }
    }
  }

  async function* call(request: StepRequest): AsyncIterable<StepPart> {
    const found = await known(request.model)
    const { isRetryableAssistantError } = await import('@earendil-works/pi-ai')
    let response: PiResponse = { status: null, retryAfterMs: null }
    const request_ = options.fetch ?? fetch
    const { trace } = request
    const events = (await models()).streamSimple(found, await piContext(request, found), {
      signal: request.signal,
      sessionId: request.cacheKey,
      // The runtime tries again itself, so that each attempt is in the log. [R7]
      maxRetries: 0,
      ...(found.reasoning ? { reasoning: options.reasoning ?? 'low' } : {}),
      ...(options.real === false
        ? {}
        : {
            fetch: async (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) => {
              const answer = await request_(input, init)
              response = { status: answer.status, retryAfterMs: retryAfterMs(answer.headers) }
              return trace === undefined ? answer : tracedAnswer(answer, trace)
            },
            onPayload: (payload: unknown) => trace?.asked(parametersOf(payload)),
          }),
    })
    const told = trace === undefined || options.real !== false ? events : tracedEvents(events, trace)
    yield* piParts(told, () => response, isRetryableAssistantError)
  }

  return {
    model,
    step,
    compact: async request => compactWithPi(await models(), await known(request.model), request),
  }
}
