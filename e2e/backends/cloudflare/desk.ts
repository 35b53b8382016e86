import { Channels } from 'agents/experimental/channels'
import { WebChannel } from 'agents/experimental/channels/web'
import { AiSdkHarness } from 'agents/harness/ai-sdk'
import { Lifecycle } from 'agents/lifecycle'
import type { Env } from './env.ts'
import { modelOf, tools } from './tools.ts'

type Host = Parameters<typeof Lifecycle.install>[0]

/** An agent that is reached through a Web Channel: its conversations are sessions of a harness. */
export class Desk {
  readonly ctx: Host['ctx']
  readonly env: Env
  readonly harness: AiSdkHarness
  readonly channels: Channels
  readonly lifecycle: Lifecycle

  constructor(ctx: Host['ctx'], env: Env) {
    this.ctx = ctx
    this.env = env
    this.harness = new AiSdkHarness({ model: modelOf(env), tools })
    this.channels = Channels.forHarness(this.harness, { channels: { web: new WebChannel() } })
    this.lifecycle = Lifecycle.install(this as unknown as Host)
      .use(this.harness)
      .use(this.channels.streams)
      .use(this.channels)
      .use(this.channels.websockets) as unknown as Lifecycle
  }

  /** What is held of a conversation. */
  async onRequest(request: Request): Promise<Response> {
    const session = new URL(request.url).searchParams.get('session') ?? ''
    const watch = await this.harness.session(session).watch()
    await watch.stop()
    return Response.json(watch.state.messages)
  }
}
