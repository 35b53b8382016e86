import { AIChatAgent } from '@cloudflare/ai-chat'
import { Think } from '@cloudflare/think'
import { Agent, callable, routeAgentRequest } from 'agents'
import { ChannelGateway } from 'agents/experimental/channels'
import { web } from 'agents/experimental/channels/web'
import {
  convertToModelMessages,
  createUIMessageStreamResponse,
  isStepCount,
  type LanguageModel,
  streamText,
  type ToolSet,
  toUIMessageStream,
} from 'ai'
import type { Env } from './env.ts'
import { modelOf, tools } from './tools.ts'

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

/** The object of a name, as the runtime gives it. */
interface Objects {
  getByName(name: string): { fetch(request: Request): Promise<Response> }
}

const isObjects = (value: unknown): value is Objects =>
  typeof value === 'object' && value !== null && 'getByName' in value

function objectsOf({ Desk: desks }: Env): Objects {
  if (!isObjects(desks)) throw new Error('The worker has no desks.')
  return desks
}

/** Everybody is one and the same person, who has one desk. */
function gatewayOf(env: Env): ChannelGateway {
  return new ChannelGateway({
    agent: route => ({
      fetch: request => objectsOf(env).getByName(route).fetch(request),
      receive: () => Promise.reject(new Error('Nothing but sockets leads here.')),
    }),
    channels: { web: web({ participant: () => 'ann', route: () => 'desk' }) },
  })
}

const worker = {
  async fetch(request: Request, env: Env): Promise<Response> {
    // Who looks at what a desk holds is none of its participants.
    if (new URL(request.url).pathname === '/held') return objectsOf(env).getByName('desk').fetch(request)
    const agent = (await routeAgentRequest(request, env)) ?? (await gatewayOf(env).fetch(request))
    return agent ?? new Response('No agent.', { status: 404 })
  },
}

export { Desk } from './desk.ts'
export { worker as default }
