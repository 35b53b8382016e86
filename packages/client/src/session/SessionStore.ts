import type { Approval, Message, Part, QueuedMessage, Run, View } from '@sluice/fold'
import type { Command, Id, Json, Offset, SessionRef } from '@sluice/protocol'
import type { OutboxEntry } from '../outbox/OutboxEntry.ts'
import type { Problem } from '../problem.ts'
import type { Readable } from '../readable.ts'

/** How far a session's view is. The connection's state is another thing. [C2] */
export interface SessionStatus {
  /** `connecting` until the server answers, `catching-up` while what was missed is folded unseen, `live`, `closed` when the session cannot be read. */
  readonly phase: 'connecting' | 'catching-up' | 'live' | 'closed'
  /** Whether a process that can run the agent held the session when last heard. */
  readonly writer: boolean
  readonly error: Problem | null
  /** Local time in ms when what is shown was last known to be the newest; null while it is, and when nothing was shown yet. */
  readonly staleSince: number | null
}

/** A message whose open parts stand in their places. */
export type AgentMessage = Omit<Message, 'parts'> & { readonly parts: readonly Part[] }

/** A command that was sent. */
export interface Sent {
  readonly commandId: Id
  /** Resolves with the offset of its first event; rejects with a {@link ClientError} when it is refused or discarded. Need not be handled. */
  readonly accepted: Promise<Offset>
}

/** The redactions that a page has seen. */
export interface Redactions {
  /** Where the view was taken over whole; those before it are in it and not here. */
  readonly since: Offset | null
  readonly messages: ReadonlySet<Id>
}

/** All of a session at one moment. */
export interface SessionSnapshot {
  readonly view: View
  readonly status: SessionStatus
  readonly outbox: readonly OutboxEntry[]
}

/**
 * The live view of one session. Subscribing to anything of it keeps its subscription at the server alive; each `Readable` is notified only when its own
 * value changed, at most once per frame, and of the outbox at once. [C3 C4 C5]
 */
export interface SessionStore extends Readable<SessionSnapshot> {
  readonly ref: SessionRef
  getView(): View
  getStatus(): SessionStatus
  /** Ids of the messages of the line that the view holds, oldest first. [E10] */
  line(): Readable<readonly Id[]>
  /** The line with its parts; for lists that are drawn whole. */
  messages(): Readable<readonly AgentMessage[]>
  message(id: Id): Readable<Message | null>
  part(id: Id): Readable<Part | null>
  approvals(): Readable<readonly Approval[]>
  /** The shared state with the patches of the outbox laid over it. [C8] */
  state(): Readable<Json>
  /** The newest run. */
  run(): Readable<Run | null>
  queue(): Readable<readonly QueuedMessage[]>
  outbox(): Readable<readonly OutboxEntry[]>
  status(): Readable<SessionStatus>
  view(): Readable<View>
  /** What was redacted since the view was taken over whole, wherever it stands: also of older messages that were loaded beside it. */
  redactions(): Readable<Redactions>
  /**
   * Keeps what the view holds, until the function that it returns is called: for a reader who is scrolled back. A page that stays open lets go of
   * all but the newest 200 messages, which `useHistory` loads again; while it is held, of all but the newest 2,000. [F7]
   */
  hold(): () => void
  /** Puts a command into the outbox; it is sent when it can be. [C3] */
  send(command: Command): Sent
  /**
   * Puts another command in the place of one that has not been sent, or was refused, and has it sent; returns false where it is too late, as the server
   * may have the first one.
   */
  edit(commandId: Id, command: Command): boolean
  /** Sends a refused or expired command again, under its id. */
  retry(commandId: Id): void
  /** Takes a command out of the outbox. What the server already accepted has its effect all the same. */
  discard(commandId: Id): void
  /** The session as the server has drawn it, in a page that was drawn there. */
  readonly server?: SessionStore
  /** All of the above; the same reference until something of it is another one. Is told of every change. */
  getSnapshot(): SessionSnapshot
  subscribe(listener: () => void): () => void
}
