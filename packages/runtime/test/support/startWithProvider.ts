import { findMessage, lineOf, partsOf, type Run, type View } from '@sluice/fold'
import type { Harness, StepRequest } from '@sluice/runtime'
import { createTestHost, helper, type TestHost, type TestHostOptions } from './createTestHost.ts'
import type { HarnessUnderTest } from './harnesses.ts'
import { type Answer, type ProviderRequest, startProvider } from './startProvider.ts'

/** A host whose model is behind HTTP, through the code that real providers use. */
export interface HostWithProvider extends TestHost {
  readonly requests: readonly ProviderRequest[]
  readonly keys: readonly (string | undefined)[]
  /** Starts another host that asks the same provider. */
  again(options?: TestHostOptions): Promise<TestHost>
}

/** Is told of each request that a harness is given. */
type Watch = (request: StepRequest) => void

function watched(harness: Harness, watch: Watch = () => undefined): Harness {
  return {
    ...harness,
    step: request => {
      watch(request)
      return harness.step(request)
    },
  }
}

const closing: (() => void)[] = []

/** Closes what {@link startWithProvider} opened; for `afterEach`. */
export function closeProviders(): void {
  for (const close of closing.splice(0)) close()
}

/** Starts a provider on loopback that gives the answers one after the other, and a host that asks it. Two attempts are made of a model call. */
export async function startWithProvider(
  harness: HarnessUnderTest,
  answers: readonly Answer[],
  options: TestHostOptions & Parameters<HarnessUnderTest['create']>[1] & { readonly watch?: Watch } = {},
): Promise<HostWithProvider> {
  const provider = await startProvider(answers)
  closing.push(provider.close)
  const again = (more: TestHostOptions = {}) =>
    createTestHost({
      agents: [helper()],
      ...options,
      ...more,
      harness: watched(harness.create(provider.url, options), options.watch),
      runLimits: { modelAttempts: 2, ...options.runLimits },
    })
  return { ...(await again()), requests: provider.requests, keys: provider.keys, again }
}

/** Streams texts, and ends. */
export const say =
  (...pieces: readonly string[]): Answer =>
  reply => {
    for (const content of pieces) reply.chunk({ content })
    reply.chunk({}, 'stop')
    reply.done()
  }

/** Calls tools; the arguments are sent as they are, in two pieces. */
export const call =
  (...calls: readonly { readonly tool: string; readonly text: string }[]): Answer =>
  reply => {
    calls.forEach(({ tool, text }, index) => {
      const half = Math.floor(text.length / 2)
      const begin = { index, id: `call_${index}`, type: 'function' }
      reply.chunk({ tool_calls: [{ ...begin, function: { name: tool, arguments: text.slice(0, half) } }] })
      reply.chunk({ tool_calls: [{ index, function: { arguments: text.slice(half) } }] })
    })
    reply.chunk({}, 'tool_calls')
    reply.done()
  }

/** What the newest message of the line says: texts, and the kinds of other parts. */
export function answerOf(view: View): readonly string[] | null {
  const message = findMessage(view, lineOf(view).at(-1) ?? '')
  if (message === null) return null
  return partsOf(view, message).map(part => ('text' in part ? part.text : part.kind))
}

/** The run that settled last. */
export function runOf(view: View): Run | undefined {
  return view.settled.flat().findLast(entry => entry.kind === 'run')
}

/** The messages of agents that are settled, oldest first. */
export function saidOf(view: View) {
  return view.settled.flat().filter(entry => entry.kind === 'message' && entry.role === 'assistant')
}

/** Whether a step waits for its next attempt. */
export function isDelayed(view: View): boolean {
  return Object.values(view.open.steps).some(step => step.delayed !== null)
}

/** Whether some text of an answer is there. */
export function isSpeaking(view: View): boolean {
  return Object.values(view.open.parts).some(part => part.kind === 'text' && part.text !== '')
}
