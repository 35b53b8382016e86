import { type JSONSchema7, jsonSchema, streamText, type ToolSet, tool } from 'ai'
import { RuntimeError } from '../../RuntimeError.ts'
import type { Harness, ModelChoice, StepPart, StepRequest } from '../Harness.ts'
import type { AiSdkModel } from './AiSdkModel.ts'
import { modelMessages } from './modelMessages.ts'
import { endedByError, stepParts } from './stepParts.ts'
import { summarize } from './summarize.ts'

/** What {@link createAiSdkHarness} is made of. */
export interface AiSdkHarnessOptions {
  /** Models by the id that agents name, `provider/model`. The first is for agents that name none, or one that is not here. */
  readonly models: Readonly<Record<string, AiSdkModel>>
  /** Options that go to the provider with each call, as `streamText` takes them. */
  readonly providerOptions?: Parameters<typeof streamText>[0]['providerOptions']
  /** Whether the providers are outside this process; true when absent. */
  readonly real?: boolean
}

/**
 * The harness on Vercel's AI SDK: `streamText` makes one model call for each step, and runs no tool. [R5]
 *
 * @example
 * const harness = createAiSdkHarness({ models: { 'openai/gpt-5.4': { model: openai('gpt-5.4'), contextWindow: 400_000 } } })
 */
export function createAiSdkHarness(options: AiSdkHarnessOptions): Harness {
  const [first] = Object.keys(options.models)

  function known(id: string): AiSdkModel {
    const found = Object.hasOwn(options.models, id) ? options.models[id] : undefined
    if (found !== undefined) return found
    throw new RuntimeError(
      'model-unavailable',
      `The model ${id} is not among those of the harness, so it cannot be called. Add it to the models of createAiSdkHarness.`,
    )
  }

  async function model(wanted: string | null): Promise<ModelChoice> {
    const id = wanted !== null && Object.hasOwn(options.models, wanted) ? wanted : (first ?? '')
    known(id)
    return { id, real: options.real ?? true }
  }

  async function* step(request: StepRequest): AsyncIterable<StepPart> {
    try {
      const { model: called, price, images } = known(request.model)
      const result = streamText({
        model: called,
        ...(request.instructions === '' ? {} : { instructions: request.instructions }),
        messages: modelMessages(request.turns, images ?? true),
        tools: declared(request),
        abortSignal: request.signal,
        // The runtime tries again itself, so that each attempt is in the log. [R7]
        maxRetries: 0,
        // Errors are parts of the stream as well, where they are read.
        onError: () => undefined,
        ...(request.trace === undefined ? {} : { include: { rawChunks: true, requestBody: true } }),
        ...(options.providerOptions === undefined ? {} : { providerOptions: options.providerOptions }),
      })
      yield* stepParts(result, price, request.trace)
    } catch (error) {
      yield { type: 'ended', end: endedByError(error, request.signal.aborted) }
    }
  }

  return { model, step, compact: request => summarize(known(request.model), request) }
}

/** Tools without code, which the SDK therefore hands out and does not run. Arguments are checked by the runtime. */
function declared({ tools }: StepRequest): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, parameters }) => [
      name,
      // A JSON schema is plain JSON, of which the SDK wants a narrower type; it only sends it on.
      tool({ description, inputSchema: jsonSchema(parameters as JSONSchema7) }),
    ]),
  )
}
