import type { Offset, SessionRef } from '@sluice/protocol'
import type { AnswerFrame, RequestFrame } from '../backend/Backend.ts'
import { kebab } from './address.ts'
import { type Chat, childSceneOf, sceneOf } from './Chat.ts'
import { createJournal, type Journal } from './createJournal.ts'
import { idOf } from './ids.ts'
import type { ToolRun } from './Scene.ts'

/** The sessions of an agent: its own, and those of the agents that its tools opened. */
export interface Sessions {
  /** Tells whether a session is the agent's own. */
  isRoot(ref: SessionRef): boolean
  /** Begins or ends to give a channel what becomes of a session; a session that is not there is closed. */
  subscribe(frame: RequestFrame & { readonly type: 'subscribe' }): void
  unsubscribe(channel: number): void
  /** Gives to the channels what is new. */
  show(chat: Chat): void
  /** The offset of the agent's own session. */
  head(): Offset
  /** Forgets the connection. */
  drop(): void
}

/** Creates the sessions of an agent, of which nothing is known yet. [C7] */
export function createSessions(
  root: SessionRef,
  now: () => number,
  answer: (frame: AnswerFrame) => void,
): Sessions {
  const journals = new Map<string, Journal>()
  let shown: Chat | null = null
  let shownRuns: readonly ToolRun[] = []
  let sequence = 0

  function journalOf(key: string): Journal {
    const known = journals.get(key)
    if (known) return known
    const made = createJournal(() => ++sequence, now, answer)
    journals.set(key, made)
    return made
  }

  const isRoot = ({ agent, id }: SessionRef): boolean => kebab(agent) === root.agent && id === root.id

  return {
    isRoot,
    head: () => journalOf('').head(),
    subscribe(frame) {
      const { channel } = frame
      const session = 'session' in frame ? frame.session : null
      const run = shown?.runs.find(({ runId }) => idOf(runId) === session?.id)
      if (session && isRoot(session)) journalOf('').open(channel)
      else if (session && shown && run) {
        const journal = journalOf(session.id)
        journal.show(childSceneOf(shown, root.id, run))
        journal.open(channel)
      } else answer({ type: 'closed', channel, reason: 'not-found' })
    },
    unsubscribe(channel) {
      for (const journal of journals.values()) journal.close(channel)
    },
    show(chat) {
      shown = chat
      journalOf('').show(sceneOf(chat))
      for (const run of chat.runs)
        if (!shownRuns.includes(run)) journals.get(idOf(run.runId))?.show(childSceneOf(chat, root.id, run))
      shownRuns = chat.runs
    },
    drop() {
      journals.clear()
      shown = null
      shownRuns = []
    },
  }
}
