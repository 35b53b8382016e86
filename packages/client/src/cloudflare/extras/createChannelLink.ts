import type { Channel, ChannelOptions } from '../channel/createChannel.ts'
import { loadChannel } from '../edge/loadChannel.ts'
import type { AgentFrame } from '../wire.ts'

/** A Web Channel whose code is loaded when the server speaks of one, or the options do. */
export interface ChannelLink {
  /** Whether there is one; its code may be on its way. */
  isUsed(): boolean
  /** What was loaded by now. */
  present(): Channel | undefined
  /** Takes a frame, now or behind those that wait for the code. */
  receive(frame: AgentFrame): void
  /** The connection has ended: what waits is of no use. */
  drop(): void
}

/** Creates the link. */
export function createChannelLink(options: ChannelOptions, isAsked: boolean): ChannelLink {
  let channel: Channel | undefined
  let loading: Promise<void> | undefined
  let frames: AgentFrame[] = []

  function load(): void {
    loading ??= loadChannel().then(
      ({ createChannel }) => {
        channel = createChannel(options)
        for (const frame of frames.splice(0)) channel.receive(frame)
      },
      () => {
        loading = undefined
        options.lose()
      },
    )
  }
  if (isAsked) load()

  return {
    isUsed: () => isAsked || loading !== undefined,
    present: () => channel,
    receive(frame) {
      if (channel) channel.receive(frame)
      else {
        frames.push(frame)
        load()
      }
    },
    drop() {
      frames = []
    },
  }
}
