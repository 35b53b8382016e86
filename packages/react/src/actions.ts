import type { SessionStore } from '@sluice/client'
import type { Id, Json, PartInput } from '@sluice/protocol'
import { differences } from './differences.ts'

/** What a message is made of; a string is one text part. */
export type MessageContent = string | readonly PartInput[]

/** What a person can do in a session. Each puts a command into the outbox, and keeps its identity while the session is the same. [C3] */
export interface AgentActions {
  /** Says something. While a run is going, `queue` (the default) waits for its end, `steer` joins at its next step, `interrupt` stops it first. [R4] */
  send(content: MessageContent, options?: { readonly mode?: 'queue' | 'steer' | 'interrupt' }): void
  /** Stops the newest run, if it is open. */
  stop(): void
  /** Changes the shared state: the difference between the old and the new document is sent as a patch. [E12] */
  setState(next: Json | ((old: Json) => Json)): void
  /** Answers an approval; `arguments` replace those that the model gave, `answer` is for a question with a schema. [R16] */
  decide(
    approval: Id,
    decision: 'approved' | 'denied',
    options?: { readonly reason?: string; readonly arguments?: Json; readonly answer?: Json },
  ): void
  /** Sends a refused or expired command again. */
  retry(commandId: Id): void
  /** Takes a command out of the outbox. */
  discard(commandId: Id): void
  /** Takes a queued message back. */
  withdraw(message: Id): void
  /** Replaces the content of a queued message. */
  edit(message: Id, content: MessageContent): void
  rename(title: string): void
  /** Puts the session aside, until it is taken back or somebody says something in it. */
  archive(): void
  /** Takes it back among the others. */
  unarchive(): void
  /** Has an answer made again beside the old one; no run may be open. [E10] */
  retryMessage(message: Id): void
  /** Says a person's message again in other words, beside the old one; no run may be open. [E10] */
  resend(message: Id, content: MessageContent): void
  /** Goes to the branch of a message; no run may be open. See `branchesOf` of `@sluice/fold`. [E10] */
  choose(message: Id): void
}

const partsOf = (content: MessageContent): PartInput[] =>
  typeof content === 'string' ? [{ kind: 'text', text: content }] : [...content]

/** Creates the actions of a session. */
export function createActions(store: SessionStore): AgentActions {
  return {
    send: (content, options) =>
      void store.send({ type: 'message.send', parts: partsOf(content), ...options }),
    stop() {
      const run = store.run().getSnapshot()
      if (run?.status === 'open') store.send({ type: 'run.stop', run: run.id })
    },
    setState(next) {
      const old = store.state().getSnapshot()
      const patch = differences(old, typeof next === 'function' ? next(old) : next)
      if (patch.length > 0) store.send({ type: 'state.patch', base: store.getView().offset, patch })
    },
    decide: (approval, decision, options) =>
      void store.send({ type: 'approval.decide', approval, decision, ...options }),
    retry: store.retry,
    discard: store.discard,
    withdraw: message => void store.send({ type: 'message.withdraw', message }),
    edit: (message, content) => void store.send({ type: 'message.edit', message, parts: partsOf(content) }),
    retryMessage: message => void store.send({ type: 'message.retry', message }),
    resend: (message, content) =>
      void store.send({ type: 'message.resend', message, parts: partsOf(content) }),
    choose: message => void store.send({ type: 'message.choose', message }),
    archive: () => void store.send({ type: 'session.archive' }),
    unarchive: () => void store.send({ type: 'session.unarchive' }),
    rename: title => void store.send({ type: 'session.rename', title }),
  }
}
