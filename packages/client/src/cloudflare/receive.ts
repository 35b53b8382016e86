import { assemble } from './assemble.ts'
import { askedBefore, type Chat, newTurn, type Stream, upsert } from './Chat.ts'
import type { Draft } from './Draft.ts'
import type { More } from './More.ts'
import { type AgentFrame, isPlain, readTyped, type UiChunk, type UiMessage } from './wire.ts'

/** What is to be done about a frame. */
export interface ChatEffects {
  /** Asks for the answer to a request from its beginning. */
  readonly acknowledge?: string
  /** Asks whether an answer is being written. */
  readonly probe?: true
  /** Fetches the transcript. */
  readonly reload?: boolean
  /** Waits this many ms for what may go on with the turn. */
  readonly holdMs?: number
}

/** What comes of a frame. */
export type ChatStep = readonly [chat: Chat, effects?: ChatEffects | undefined]

/** The name of an answer that its server has not named. */
export const namelessOf = (request: string): string => `answer-${request}`

/** The chat with the message of a request of ours in the transcript: the server has it. */
export function confirm(chat: Chat, request: string): Chat {
  const message = chat.sent[request]
  const isNew = message && !chat.transcript.some(({ id }) => id === message.id)
  return isNew ? { ...chat, transcript: [...chat.transcript, message] } : chat
}

/** An answer that begins with what it goes on with. */
export const newStream = (request: string, base: Draft): Stream => ({
  request,
  base,
  draft: base,
  isReplayed: false,
  wasReplayed: false,
  seq: -1,
  hasGap: false,
  isKept: false,
})

/** The draft of an answer before its first piece; a server that names its messages does so in that. */
export const emptyDraft = (request: string): Draft => ({
  message: { id: namelessOf(request), role: 'assistant', parts: [] },
  places: {},
})

/** The chat with the answer that was received in its transcript. */
export function keepStream(chat: Chat): Chat {
  const { stream, transcript } = chat
  if (!stream) return chat
  const isThere = stream.draft.message.parts.length === 0 || stream.isKept
  return {
    ...chat,
    stream: null,
    transcript: isThere ? transcript : upsert(transcript, stream.draft.message),
  }
}

/** The chat with one more piece of the answer that is written, which makes this draft of it. */
export function addDraft(chat: Chat, stream: Stream, draft: Draft, seq = stream.seq): Chat {
  const { turn } = chat
  return {
    ...chat,
    stream: { ...stream, draft, seq, isKept: false },
    turn: turn && {
      ...turn,
      message: draft === stream.base ? turn.message : draft.message.id,
    },
  }
}

/** A piece of an answer that comes as it is expected, or its end; null for all others. */
function receivePiece(chat: Chat, frame: AgentFrame, more: More | undefined): ChatStep | null {
  const { id = '', body, seq, done, outcome } = frame
  const { stream, turn } = chat
  const isUnusual = frame.replay || frame.continuation || frame.error || chat.offer !== null
  if (isUnusual) return null
  if (!stream) {
    if (done || seq || turn?.request === id || turn?.held) return null
    const asked = confirm(chat, id)
    const trigger = chat.sent[id]?.id ?? askedBefore(asked.transcript)
    const begun = { ...asked, turn: newTurn(id, trigger, null), isProbed: true }
    return receivePiece({ ...begun, stream: newStream(id, emptyDraft(id)) }, frame, more)
  }
  const { wasReplayed, hasGap, base, draft } = stream
  if (!turn || stream.request !== id || wasReplayed || hasGap || base.message.parts.length > 0) return null
  if (!done) {
    const chunk = readTyped<UiChunk>(body)
    const next = stream.seq + 1
    const isNext = chunk && chunk.type !== 'error' && (seq ?? next) === next
    const added = isNext ? assemble(draft, chunk, more) : null
    return added && [addDraft(chat, stream, added, seq)]
  }
  const isPlainEnd = (outcome ?? 'completed') === 'completed' && draft.message.id !== namelessOf(id)
  // What else was sent may stand before the answer.
  if (!isPlainEnd || turn.error !== null || Object.keys(chat.sent).length > 1) return null
  return [confirm({ ...keepStream(chat), turn: { ...turn, status: 'completed' } }, id)]
}

/**
 * Says what a frame makes of what is known, and what is to be done about it: null where that is not what a first conversation needs, and the extras have to say
 * it. Pure; what is not of the SDK changes nothing.
 */
export function receive(chat: Chat, frame: AgentFrame, more: More | undefined): ChatStep | null {
  const { messages = [] } = frame
  switch (frame.type) {
    case 'cf_agent_identity':
      return [
        {
          ...chat,
          identity: { name: frame.name ?? '', agent: frame.agent ?? '' },
          expectsState: frame.stateFollows === true,
        },
      ]
    case 'cf_agent_state':
      return [{ ...chat, state: frame.state }]
    case 'cf_agent_mcp_servers':
      return [{ ...chat, mcp: frame.mcp ?? null }]
    case 'cf_agent_chat_messages':
      return chat.stream || (chat.transcript.length > 0 && !frame.connect) || !(more || isPlain(messages))
        ? null
        : [{ ...chat, transcript: messages }]
    case 'cf_agent_use_chat_response':
      return receivePiece(chat, frame, more)
    case 'cf_agent_stream_resume_none':
      return chat.stream ? null : [{ ...chat, isProbed: true }]
    default:
      return /^(cf_|rpc$|agent-|channels:)/.test(frame.type) ? null : [chat]
  }
}

/** Whether a frame needs the transcript before it can be taken over. */
export const isLater = ({ type }: AgentFrame): boolean => /_(response|updated|pending|recovering)$/.test(type)

/** Takes over the transcript that was fetched while nothing is written, or that there is none: then the agent is no chat. */
export const load = (chat: Chat, messages: readonly UiMessage[] | null): Chat =>
  messages === null
    ? { ...chat, isLoaded: true, isProbed: true }
    : { ...chat, isLoaded: true, isChat: true, transcript: messages }
