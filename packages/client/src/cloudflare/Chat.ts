import type { Id, Json } from '@sluice/protocol'
import type { Draft } from './Draft.ts'
import { runOf } from './describe.ts'
import type { Scene, ToolRun, Turn } from './Scene.ts'
import type { UiMessage } from './wire.ts'

/** An answer that is being received. */
export interface Stream {
  readonly request: string
  /** What it began with: nothing, or the message that it goes on with. */
  readonly base: Draft
  readonly draft: Draft
  /** The server says again what it said; shown when that is over. */
  readonly isReplayed: boolean
  /** Something of it was said again, so that its end may be in the transcript already. */
  readonly wasReplayed: boolean
  /** The number of the last piece; -1 before the first, and where pieces have none. */
  readonly seq: number
  /** A piece is missing. */
  readonly hasGap: boolean
  /** The transcript of the server holds the message as it is. */
  readonly isKept: boolean
}

/** What is known of an agent by what its server said on one connection. */
export interface Chat {
  readonly agent: string
  /** The transcript of the server. Nothing that waits to be sent is in it. */
  readonly transcript: readonly UiMessage[]
  readonly stream: Stream | null
  readonly turn: Turn | null
  readonly state: Json | undefined
  /** A state comes right behind the identity. */
  readonly expectsState: boolean
  readonly identity: { readonly name: string; readonly agent: string } | null
  readonly mcp: Json
  /** The transcript is there, or there is none. */
  readonly isLoaded: boolean
  /** The agent has a transcript. */
  readonly isChat: boolean
  /** It is known whether an answer is being written. */
  readonly isProbed: boolean
  /** The request whose answer was asked for and has not come yet. */
  readonly offer: string | null
  readonly acknowledged: readonly string[]
  readonly isRecovering: boolean
  readonly runs: readonly ToolRun[]
  readonly claims: Readonly<Record<string, Id>>
  /** What this page sent on this connection, by request. */
  readonly sent: Readonly<Record<string, UiMessage>>
  /** Requests that the server would not have. */
  readonly skipped: readonly string[]
  /** Tools that are done in pages; the results of no others are waited for after a reload. */
  readonly clientTools: readonly string[]
}

/** An agent of which nothing was heard yet. */
export const newChat = (agent: string, clientTools: readonly string[] = []): Chat => ({
  agent,
  clientTools,
  transcript: [],
  stream: null,
  turn: null,
  state: undefined,
  expectsState: false,
  identity: null,
  mcp: null,
  isLoaded: false,
  isChat: false,
  isProbed: false,
  offer: null,
  acknowledged: [],
  isRecovering: false,
  runs: [],
  claims: {},
  sent: {},
  skipped: [],
})

/** Tells whether what is known is whole, so that it may be shown. [C4] */
export const isWhole = (chat: Chat): boolean =>
  chat.isLoaded &&
  chat.isProbed &&
  chat.offer === null &&
  !chat.stream?.isReplayed &&
  !(chat.expectsState && chat.state === undefined)

/** What is known, when what was asked for does not come. */
export const asItIs = (chat: Chat): Chat => ({
  ...chat,
  isProbed: true,
  expectsState: false,
  offer: null,
  stream: chat.stream && { ...chat.stream, isReplayed: false },
})

/** Puts a message into a list, in the place of the one with its id or at the end. */
export function upsert(list: readonly UiMessage[], message: UiMessage): readonly UiMessage[] {
  const at = list.findIndex(({ id }) => id === message.id)
  return at < 0 ? [...list, message] : list.with(at, message)
}

/** The transcript with the answer that is being written, once it says something: one that fails before is in no transcript. The server puts an answer behind all that came while it was written, so it stands last here too. */
export const messagesOf = ({ transcript, stream }: Chat): readonly UiMessage[] =>
  stream && stream.draft.message.parts.length > 0 ? upsert(transcript, stream.draft.message) : transcript

/** The last message of a person before another message, or of all. */
export function askedBefore(list: readonly UiMessage[], message?: string): string | null {
  const at = list.findIndex(({ id }) => id === message)
  return (at < 0 ? list : list.slice(0, at)).findLast(({ role }) => role === 'user')?.id ?? null
}

/** A turn that begins. */
export function newTurn(request: string, trigger: string | null, message: string | null): Turn {
  const run = runOf(trigger ?? message ?? request)
  return { run, request, trigger, message, status: 'open', error: null, recoveries: 0, held: null }
}

/** What is to be seen of an agent; its turn may be another where a message is more than text. */
export function sceneOf(chat: Chat, turn: Turn | null = chat.turn): Scene {
  const { agent, stream, state, runs, claims } = chat
  const messages = messagesOf(chat)
  return {
    agent,
    parent: null,
    messages,
    turn,
    isQuiet: stream === null,
    state,
    runs,
    claims,
  }
}
