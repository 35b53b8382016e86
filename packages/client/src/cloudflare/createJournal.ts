import { emptyView, fold } from '@sluice/fold'
import { type Actor, type Envelope, formatOffset, type Offset, VIEW_REVISION } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import { describe } from './describe.ts'
import type { More, Said } from './More.ts'
import type { Scene } from './Scene.ts'

/** Every offset has this mark: these servers keep no histories that could be told apart. */
const MARK = 'cfagents'

/** Gives what becomes of a session to the channels that watch it. */
export interface Journal {
  /** The offset of the last event. */
  head(): Offset
  /** Begins to give a channel what follows, with a snapshot first, or as soon as there is something to be seen. */
  open(channel: number): void
  close(channel: number): void
  /** Says in events what a scene has more than the last, or in a snapshot where it has not only more. */
  show(scene: Scene): void
}

const person: Actor = { kind: 'person', id: 'user' }

/** Creates a journal; `next` numbers the events of all journals of a backend, so that no offset comes twice. [C7] */
export function createJournal(
  next: () => number,
  now: () => number,
  answer: (frame: AnswerFrame) => void,
  more: () => More | undefined,
): Journal {
  const channels = new Set<number>()
  let scene: Scene | null = null
  let view = emptyView
  /** What was said since the view. */
  let tail: Envelope[] = []
  let head = formatOffset(0, MARK)
  let at = 0

  function envelop(said: readonly Said[], agent: string): Envelope[] {
    at = Math.max(at, now())
    return said.map(([event, by]) => {
      head = formatOffset(next(), MARK)
      const actor = by || event.type === 'approval.decided' ? person : ({ kind: 'agent', id: agent } as const)
      return { offset: head, at, actor, event, ...(by ? { commandId: by } : {}) }
    })
  }

  function snapshot(to: Iterable<number>): void {
    view = fold(view, tail)
    tail = []
    const text = JSON.stringify(view)
    for (const channel of to) {
      answer({ type: 'snapshot', channel, offset: head, revision: VIEW_REVISION, index: 0, count: 1, text })
      answer({ type: 'live', channel, head, writer: true })
    }
  }

  return {
    head: () => head,
    open(channel) {
      channels.add(channel)
      if (scene) snapshot([channel])
    },
    close: channel => void channels.delete(channel),
    show(following) {
      const said = scene && describe(scene, following, more())
      scene = following
      if (said) {
        if (said.length === 0) return
        const after = head
        const envelopes = envelop(said, following.agent)
        tail.push(...envelopes)
        for (const channel of channels) answer({ type: 'events', channel, after, envelopes })
      } else {
        view = emptyView
        // From nothing everything can be said in events.
        tail = envelop(describe(null, following, more()) as readonly Said[], following.agent)
        snapshot(channels)
      }
    },
  }
}
