import type { AnswerFrame, Backend, BackendListener, RequestFrame } from './Backend.ts'

/** What the stores of a client share: one backend that runs while a store needs it, and hears every answer. */
export interface Link {
  readonly backend: Backend
  /** Whether requests may be sent now. */
  isReady(): boolean
  /** Takes part in the connection: `ready` is called at once when it is up. Returns the leave. */
  join(member: BackendListener): () => void
  request(frame: RequestFrame): void
  /** A channel number that no open subscription uses. */
  newChannel(): number
}

/** The channel numbers of the protocol. */
const CHANNELS = 0x10000

/** Creates the link of a client to its backend. */
export function createLink(backend: Backend): Link {
  const members = new Set<BackendListener>()
  let isReady = false
  let channel = 0
  const tell = (say: (member: BackendListener) => void): void => {
    for (const member of [...members]) if (members.has(member)) say(member)
  }
  const listener: BackendListener = {
    ready() {
      isReady = true
      tell(member => member.ready())
    },
    lost() {
      isReady = false
      tell(member => member.lost())
    },
    answer: (frame: AnswerFrame) => tell(member => member.answer(frame)),
  }
  return {
    backend,
    isReady: () => isReady,
    join(member) {
      members.add(member)
      if (members.size === 1) backend.start(listener)
      else if (isReady) member.ready()
      return () => {
        members.delete(member)
        if (members.size === 0) backend.stop()
      }
    },
    request: frame => backend.request(frame),
    newChannel: () => {
      channel = (channel + 1) % CHANNELS
      return channel
    },
  }
}
