import type { View } from '@sluice/fold'
import type { BlobRef, ClientFrame, Envelope, ServerFrame, SessionRef } from '@sluice/protocol'
import type { ConnectionView } from '../connection/view.ts'
import type { Readable } from '../readable.ts'

/** What a backend can do. Components leave out what is not there. [C7] */
export interface BackendCapabilities {
  /** Offsets hold across connections, so that a subscription goes on where it was. */
  readonly resumes: boolean
  /** A command sent twice has one effect; where it is not so, the outbox asks before it sends again. */
  readonly exactlyOnce: boolean
  readonly approvals: boolean
  readonly statePatches: boolean
  readonly queue: boolean
  readonly directory: boolean
  /** Sessions can be put aside; not when absent. */
  readonly archive?: boolean
  /** Answers can be made again, messages said again, and branches chosen; not when absent. [E10] */
  readonly branches?: boolean
  /** A session can be made of another one's log up to a message; not when absent. [S14] */
  readonly forks?: boolean
  /** Files can be uploaded; a text says which, as the `accept` of a file input does; none when absent. [S15] */
  readonly uploads?: boolean | string
  /** The whole log of a session can be looked through for a text, loaded or not; not when absent. [S9] */
  readonly search?: boolean
  /** The log names what model calls were given, for those who may see it; not when absent. [E7] */
  readonly inspect?: boolean
  /** It says who asks before it answers, so that what is shown, kept and sent is theirs; not when absent. [C11] */
  readonly greets?: boolean
}

/** A frame to a backend: what a page asks for, without the greeting and the heartbeat. */
export type RequestFrame = ClientFrame<'subscribe' | 'unsubscribe' | 'command'>

/** A frame from a backend: what came of it. */
export type AnswerFrame = ServerFrame<
  'snapshot' | 'events' | 'live' | 'rows' | 'accepted' | 'refused' | 'closed'
>

/** Tells whether something that happened to a connection is the answer to a request. */
export const isAnswer = (event: object): event is AnswerFrame => 'channel' in event || 'commandId' in event

/** What a backend tells its client. */
export interface BackendListener {
  /** A new connection takes requests; what was subscribed on the one before is gone. */
  ready(): void
  /** The connection takes no more requests. */
  lost(): void
  /**
   * A frame is taken whole before the page gets its turn: of a long history, give a few hundred envelopes in each. `text` is the frame as it came,
   * for whoever hands it on. [C4]
   */
  answer(frame: AnswerFrame, text?: string): void
}

/** Takes commands and gives frames. Our server is one; adapters make the same frames of what another server says. [C7] */
export interface Backend {
  readonly capabilities: BackendCapabilities
  readonly connection: Readable<ConnectionView>
  /** Connects and stays connected. Called when the first subscription or command needs it, and again after `stop`. */
  start(listener: BackendListener): void
  /** Lets go of the connection until the next `start`. */
  stop(): void
  /** Tries at once instead of waiting, and also after a refusal. */
  reconnect(): void
  /** Sends a frame; only between `ready` and `lost`. With a subscription comes the view that is held, of which an adapter can tell how to go on. */
  request(frame: RequestFrame, held?: View): void
  /**
   * Takes a file for a message and resolves with what a part names it by; for how long it is held, the backend says. Rejects with a `ClientError`. Where it is
   * absent files go to our server, over HTTP. [C7]
   */
  upload?(session: SessionRef, file: Blob, signal?: AbortSignal): Promise<BlobRef>
  /** Folds the envelopes of its frames. It comes with the backend, since a page that paints what it knows already can do without. [F6] */
  fold(view: View, envelopes: readonly Envelope[]): View
  /** Leaves out what a page that stays open has outgrown, more of it where nobody reads back; only where older messages can be had again in pages. [F7] */
  trim?(view: View, isReadBack: boolean): View
  /** Milliseconds to add to the local clock for the server's. [W2] */
  clockOffset(): number
  /** Frames that could not be parsed so far, and were passed over. */
  malformedFrames(): number
  /** Ends for good. */
  close(): void
}
