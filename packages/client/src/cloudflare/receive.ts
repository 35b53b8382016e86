import { assemble, type Draft } from './assemble.ts'
import { askedBefore, type Chat, newTurn, type Stream, upsert } from './Chat.ts'
import { type AgentFrame, readTyped, type UiChunk, type UiMessage } from './wire.ts'

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

/** The chat with one more piece of the answer that is written. */
export function addChunk(chat: Chat, stream: Stream, chunk: UiChunk, seq = stream.seq): Chat {
  const { turn } = chat
  const draft = assemble(stream.draft, chunk)
  return {
    ...chat,
    stream: { ...stream, draft, seq, isKept: false },
    turn: turn && {
      ...turn,
      message: draft === stream.base ? turn.message : draft.message.id,
      error: chunk.type === 'error' ? (chunk.errorText ?? '') : turn.error,
    },
  }
}

/** Whether something of ours that is not this request is not in the transcript: it came while the answer was written, and may stand before it. */
export const isMixed = ({ sent, skipped, transcript }: Chat, request: string): boolean =>
  Object.keys(sent).some(
    key =>
      key !== request && !skipped.includes(key) && !transcript.some(message => message.id === sent[key]?.id),
  )

/** A piece of an answer that comes as it is expected, or its end; null for all others. */
function receivePiece(chat: Chat, frame: AgentFrame): ChatStep | null {
  const { id = '', body, seq, done, outcome } = frame
  const { stream, turn } = chat
  const isUnusual = frame.replay || frame.continuation || frame.error || chat.offer !== null
  if (isUnusual) return null
  if (!stream) {
    if (done || seq || turn?.request === id || turn?.held) return null
    const asked = confirm(chat, id)
    const trigger = chat.sent[id]?.id ?? askedBefore(asked.transcript)
    const begun = { ...asked, turn: newTurn(id, trigger, null), isProbed: true }
    return receivePiece({ ...begun, stream: newStream(id, emptyDraft(id)) }, frame)
  }
  const { wasReplayed, hasGap, base, draft } = stream
  if (!turn || stream.request !== id || wasReplayed || hasGap || base.message.parts.length > 0) return null
  if (!done) {
    const chunk = readTyped<UiChunk>(body)
    const next = stream.seq + 1
    return chunk && (seq ?? next) === next ? [addChunk(chat, stream, chunk, seq)] : null
  }
  const status = outcome === 'aborted' ? 'stopped' : turn.error === null ? 'completed' : 'failed'
  if ((outcome && outcome !== 'aborted' && outcome !== 'completed') || isMixed(chat, id)) return null
  const ended = { ...turn, status, error: status === 'failed' ? turn.error : null } as const
  return [confirm({ ...keepStream(chat), turn: ended }, id), { reload: draft.message.id === namelessOf(id) }]
}

/**
 * Takes over a list of messages: whole where it says all or lacks nothing. Otherwise it is what another page has sent, or what is left after something was
 * deleted, and adds only, until the transcript was fetched.
 */
function receiveMessages(chat: Chat, list: readonly UiMessage[], isAll: boolean): ChatStep {
  const { transcript, stream } = chat
  const isPartial = !isAll && !transcript.every(({ id }) => list.some(other => other.id === id))
  const next = isPartial ? list.reduce(upsert, transcript) : list
  const isKept = stream !== null && list.some(({ id }) => id === stream.draft.message.id)
  return [
    { ...chat, transcript: next, stream: stream && { ...stream, isKept: stream.isKept || isKept } },
    { reload: isPartial },
  ]
}

/**
 * Says what a frame makes of what is known, and what is to be done about it: null where that is not what a first conversation needs, and the extras have to say
 * it. Pure; a frame of an unknown type changes nothing.
 */
export function receive(chat: Chat, frame: AgentFrame): ChatStep | null {
  const { id = '' } = frame
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
      return receiveMessages(chat, frame.messages ?? [], frame.connect === true)
    case 'cf_agent_use_chat_response':
      return receivePiece(chat, frame)
    case 'cf_agent_stream_resuming':
      if (chat.acknowledged.includes(id)) return [{ ...chat, isProbed: true }]
      return [
        { ...chat, isProbed: true, offer: id, acknowledged: [...chat.acknowledged, id] },
        { acknowledge: id },
      ]
    case 'cf_agent_stream_resume_none':
      return chat.stream ? null : [{ ...chat, isProbed: true }]
    default:
      return isExtra(frame) ? null : [chat]
  }
}

/** Whether a frame is of a type that the extras take. */
const isExtra = ({ type }: AgentFrame): boolean => /_(updated|clear|pending|recovering)$/.test(type)

/** Whether a frame needs the transcript before it can be taken over. */
export const isLater = ({ type }: AgentFrame): boolean => /_(response|updated|pending|recovering)$/.test(type)

/** Whether a frame is no matter of the conversation. */
export const isBeside = ({ type }: AgentFrame): boolean =>
  /^(rpc|cf_agent_state_error|agent-tool-event)$/.test(type)

/** Takes over the transcript that was fetched, or that there is none: then the agent is no chat. */
export function load(chat: Chat, messages: readonly UiMessage[] | null): Chat {
  if (messages === null) return { ...chat, isLoaded: true, isProbed: true }
  const [next] = receiveMessages(chat, messages, true)
  return { ...next, isLoaded: true }
}
