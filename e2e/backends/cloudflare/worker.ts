import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { AIChatAgent } from '@cloudflare/ai-chat'
import { Think } from '@cloudflare/think'
import { Agent, callable, routeAgentRequest } from 'agents'
import {
  convertToModelMessages,
  createUIMessageStreamResponse,
  isStepCount,
  type LanguageModel,
  streamText,
  type ToolSet,
  tool,
  toUIMessageStream,
} from 'ai'
import { z } from 'zod'
import { BROKEN, knownOf, SLOW_MS, tools as scripted } from '../model/script.ts'

/** What the worker is started with. */
interface Env extends Record<string, unknown> {
  readonly MODEL_URL: string
}

const city = z.object({ city: z.string() })

/** The tools of the script. */
const tools: ToolSet = {
  lookup: tool({
    description: scripted.lookup.description,
    inputSchema: city,
    execute: ({ city: asked }) => knownOf(asked),
  }),
  slow: tool({
    description: scripted.slow.description,
    inputSchema: city,
    execute: async ({ city: asked }) => {
      await new Promise(resolve => setTimeout(resolve, SLOW_MS))
      return knownOf(asked)
    },
  }),
  close: tool({
    description: scripted.close.description,
    inputSchema: city,
    needsApproval: true,
    execute: ({ city: asked }) => knownOf(asked),
  }),
  broken: tool({
    description: scripted.broken.description,
    inputSchema: city,
    execute: (): string => {
      throw new Error(BROKEN)
    },
  }),
}

const modelOf = ({ MODEL_URL }: Env): LanguageModel =>
  createOpenAICompatible({ name: 'script', baseURL: MODEL_URL, apiKey: 'none' })('script')

/** A chat whose transcript is a flat list, with the agent's methods and state beside it. */
export class Helper extends AIChatAgent<Env, { topic: string }> {
  override initialState = { topic: 'none' }
  override chatRecovery: AIChatAgent['chatRecovery'] = true
  // The types of the runtime, which declare it, are those of no browser and no Node.
  declare protected readonly env: Env

  override async onChatMessage(
    _: unknown,
    options?: { abortSignal?: AbortSignal | undefined },
  ): Promise<Response> {
    const result = streamText({
      model: modelOf(this.env),
      messages: await convertToModelMessages(this.messages),
      tools,
      stopWhen: isStepCount(5),
      maxRetries: 0,
      onError: () => {},
      ...(options?.abortSignal ? { abortSignal: options.abortSignal } : {}),
    })
    return createUIMessageStreamResponse({
      stream: toUIMessageStream({
        stream: result.fullStream,
        sendReasoning: true,
        onError: error => (error instanceof Error ? error.message : `${error}`),
      }),
    })
  }

  @callable()
  setTopic(topic: string): string {
    this.setState({ topic })
    return topic
  }
}

/** A chat whose transcript is a tree that the server owns. */
export class Thinker extends Think<Env> {
  declare protected readonly env: Env

  override getModel(): LanguageModel {
    return modelOf(this.env)
  }

  override getTools(): ToolSet {
    return tools
  }
}

/** A state and nothing else. */
export class Counter extends Agent<Env, { count: number }> {
  override initialState = { count: 7 }

  override validateStateChange({ count }: { count: number }): void {
    if (count < 0) throw new Error('The count may not be negative.')
  }

  @callable()
  add(by: number): number {
    this.setState({ count: this.state.count + by })
    return this.state.count
  }
}

const worker = {
  async fetch(request: Request, env: Env): Promise<Response> {
    return (await routeAgentRequest(request, env)) ?? new Response('No agent.', { status: 404 })
  },
}

export { worker as default }
