import { assemble, type Draft } from './assemble.ts'
import {
  askedBefore,
  type Chat,
  isPending,
  lastAnswer,
  messagesOf,
  newTurn,
  type Stream,
  upsert,
} from './Chat.ts'
import { receiveToolEvent } from './receiveToolEvent.ts'
import type { Turn } from './Scene.ts'
import { type AgentFrame, readTyped, type TurnOutcome, type UiChunk, type UiMessage } from './wire.ts'

/** What is to be done about a frame. */
export interface ChatEffects {
  /** Asks for the answer to a request from its beginning. */
  readonly acknowledge?: string
  /** Asks whether an answer is being written. */
  readonly probe?: true
  /** Fetches the transcript. */
  readonly reload?: true
  /** Waits this many ms for what may go on with the turn. */
  readonly holdMs?: number
}

/** What comes of a frame. */
export type ChatStep = readonly [chat: Chat, effects?: ChatEffects | undefined]

/** A continuation of an answer that was cut off follows within this, as a server that is restarted says the end first. */
const CUT_HOLD_MS = 2_000
/** A continuation after the answer of a person or a page follows within this; the server waits 50 ms for other answers. */
const ANSWER_HOLD_MS = 5_000

const statuses: Readonly<Record<TurnOutcome, Turn['status']>> = {
  completed: 'completed',
  error: 'failed',
  aborted: 'stopped',
  skipped: 'completed',
  recovering: 'open',
}

/** The chat with the message of a request of ours in the transcript: the server has it. */
function confirm(chat: Chat, request: string): Chat {
  const message = chat.sent[request]
  const isNew = message && !chat.transcript.some(({ id }) => id === message.id)
  return isNew ? { ...chat, transcript: [...chat.transcript, message] } : chat
}

/** The turn in which a request is answered: the one before, if it goes on, or a new one. */
function turnFor(chat: Chat, request: string, isContinued: boolean): Turn {
  const { turn, transcript, sent } = chat
  const goesOn = turn && (turn.request === request || turn.held !== null || isContinued)
  if (goesOn) return { ...turn, request, status: 'open', held: null }
  const message = isContinued ? (lastAnswer(transcript)?.id ?? null) : null
  const trigger = sent[request]?.id ?? askedBefore(transcript, message ?? undefined)
  return newTurn(request, trigger, message)
}

/** The draft of an answer before its first piece. */
function baseOf({ transcript }: Chat, request: string, isContinued: boolean): Draft {
  const known = isContinued ? lastAnswer(transcript) : undefined
  // A server that names its messages does so in the first piece.
  return { message: known ?? { id: `answer-${request}`, role: 'assistant', parts: [] }, places: {} }
}

function begin(before: Chat, { id = '', continuation = false, replay = false, seq }: AgentFrame): Chat {
  const chat = confirm(keepStream(before), id)
  const base = baseOf(chat, id, continuation)
  const hasGap = !replay && (seq ?? 0) > 0
  const stream: Stream = {
    request: id,
    base,
    draft: base,
    isReplayed: replay,
    wasReplayed: replay,
    seq: -1,
    hasGap,
    isKept: false,
  }
  return { ...chat, stream, turn: turnFor(chat, id, continuation), isProbed: true }
}

/** The chat with the answer that was received in its transcript. */
function keepStream(chat: Chat): Chat {
  const { stream, transcript } = chat
  if (!stream) return chat
  const isEmpty = stream.draft === stream.base
  return {
    ...chat,
    stream: null,
    transcript: isEmpty || stream.isKept ? transcript : upsert(transcript, stream.draft.message),
  }
}

function finish(before: Chat, frame: AgentFrame): ChatStep {
  const { id = '', replay, error, outcome: said } = frame
  const known = before.stream?.request === id ? before.stream : null
  if (!known && before.offer !== id && before.turn?.request !== id && !before.sent[id]) return [before]
  const turn = known || before.turn?.request === id ? before.turn : turnFor(before, id, false)
  const failure = error ? (frame.body ?? '') : (turn?.error ?? null)
  const outcome = said ?? (failure === null ? 'completed' : 'error')
  const isSkipped = outcome === 'skipped'
  const chat = known ? keepStream(before) : before
  // What recovery goes on with ends as cut off first.
  const held = replay && outcome === 'aborted' ? 'stopped' : null
  const status = held ? 'open' : statuses[outcome]
  const isUncertain = replay ? outcome !== 'error' : !known || known.hasGap || known.wasReplayed
  const isNameless = known?.draft.message.id === `answer-${id}`
  const ended: Chat = {
    ...chat,
    offer: chat.offer === id ? null : chat.offer,
    turn: turn && !isSkipped ? { ...turn, status, held, error: status === 'failed' ? failure : null } : turn,
    skipped: isSkipped ? [...chat.skipped, id] : chat.skipped,
  }
  // What came while the answer was written may stand before it, and is taken over in the order of the server.
  const isMixed = Object.entries(chat.sent).some(
    ([request, { id: sent }]) =>
      request !== id &&
      !chat.skipped.includes(request) &&
      !chat.transcript.some(message => message.id === sent),
  )
  return [
    { ...(isSkipped ? ended : confirm(ended, id)), isLoaded: ended.isLoaded && !isMixed },
    {
      ...(isUncertain || isNameless || isMixed ? { reload: true } : {}),
      ...(held ? { holdMs: CUT_HOLD_MS } : {}),
    },
  ]
}

function receivePiece(before: Chat, frame: AgentFrame): ChatStep {
  const { id = '', body = '', seq, replay = false, error } = frame
  if (frame.done) {
    const isError = before.stream?.request === id && error
    return finish(
      isError && before.turn ? { ...before, turn: { ...before.turn, error: body } } : before,
      frame,
    )
  }
  const isKnown = before.stream?.request === id
  const begun = isKnown ? before : begin(before, frame)
  const chat = begun.offer === id ? { ...begun, offer: null } : begun
  const { turn } = chat
  if (error) return [{ ...chat, turn: turn && { ...turn, error: body } }]
  const current = chat.stream as Stream
  // It is said again from the beginning, or the repetition is over.
  const isAgain = replay && !current.isReplayed
  const stream = isAgain
    ? { ...current, draft: current.base, seq: -1, hasGap: false, isReplayed: true, wasReplayed: true }
    : { ...current, isReplayed: replay && !frame.replayComplete }
  const isBroken = !isKnown && stream.hasGap
  const chunk = readTyped<UiChunk>(body)
  // What came before comes twice where a connection is offered the same answer twice.
  if (chunk === null || (seq !== undefined && seq <= stream.seq))
    return [{ ...chat, stream: { ...stream, seq: chunk ? stream.seq : (seq ?? stream.seq) } }]
  const isMissing = seq !== undefined && seq > stream.seq + 1 && !stream.hasGap
  // The offer that answers is acknowledged once more, and all is said again.
  const isAsked = isMissing || isBroken
  const continued = frame.continuation && chunk.type === 'start' ? { ...chunk, messageId: undefined } : chunk
  const draft = assemble(stream.draft, continued as UiChunk)
  const message = draft === stream.base ? (turn?.message ?? null) : draft.message.id
  const failure = chunk.type === 'error' ? (chunk.errorText ?? '') : (turn?.error ?? null)
  return [
    {
      ...chat,
      stream: {
        ...stream,
        draft,
        seq: seq ?? stream.seq,
        hasGap: stream.hasGap || isMissing,
        isKept: false,
      },
      turn: turn && { ...turn, message, error: failure },
      acknowledged: isAsked ? chat.acknowledged.filter(each => each !== id) : chat.acknowledged,
    },
    isAsked ? { probe: true } : undefined,
  ]
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
    isPartial ? { reload: true } : undefined,
  ]
}

/** Takes over a message that changed: of an answer that is being written, the results of its calls. */
function receiveUpdate(chat: Chat, message: UiMessage): ChatStep {
  const { stream, turn } = chat
  const old = messagesOf(chat).find(({ id }) => id === message.id)
  const next: Chat = { ...chat, transcript: upsert(chat.transcript, message) }
  if (stream?.draft.message.id === message.id) {
    const parts = stream.draft.message.parts.map(part => {
      const other = message.parts.find(({ toolCallId }) => toolCallId && toolCallId === part.toolCallId)
      return other && /^(output|approval-responded)/.test(other.state ?? '') ? { ...part, ...other } : part
    })
    const draft = { ...stream.draft, message: { ...stream.draft.message, parts } }
    return [{ ...next, stream: { ...stream, draft, isKept: false } }]
  }
  if (!old || !isPending(chat, old) || isPending(chat, message)) return [next]
  const asked = askedBefore(chat.transcript, message.id)
  const open = turn?.message === message.id ? turn : newTurn('', asked, message.id)
  return [{ ...next, turn: { ...open, status: 'open', held: 'completed' } }, { holdMs: ANSWER_HOLD_MS }]
}

/** Says what a frame of the server makes of what is known, and what is to be done about it. Pure; a frame of an unknown type changes nothing. */
export function receive(chat: Chat, frame: AgentFrame): ChatStep {
  const { id = '' } = frame
  const { turn } = chat
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
    case 'cf_agent_message_updated':
      return frame.message ? receiveUpdate(chat, frame.message) : [chat]
    case 'cf_agent_chat_clear':
      return [{ ...chat, transcript: [], stream: null, turn: null, runs: [], sent: {} }]
    case 'cf_agent_use_chat_response':
      return receivePiece(chat, frame)
    case 'cf_agent_stream_resuming':
      if (chat.acknowledged.includes(id)) return [{ ...chat, isProbed: true }]
      return [
        { ...chat, isProbed: true, offer: id, acknowledged: [...chat.acknowledged, id] },
        { acknowledge: id },
      ]
    case 'cf_agent_stream_pending':
      return [
        { ...confirm(chat, id), isProbed: true, turn: id ? turnFor(confirm(chat, id), id, false) : turn },
      ]
    case 'cf_agent_stream_resume_none': {
      const isLost = frame.reason === 'idle' && chat.offer === null && chat.stream !== null
      const ended = turn && { ...turn, status: 'completed' as const }
      return isLost
        ? [{ ...keepStream(chat), isProbed: true, turn: ended }, { reload: true }]
        : [{ ...chat, isProbed: true }]
    }
    case 'cf_agent_chat_recovering':
      return [receiveRecovery(chat, frame.recovering === true, id)]
    case 'agent-tool-event':
      return [frame.event ? receiveToolEvent(chat, frame, frame.event) : chat]
    default:
      return [chat]
  }
}

function receiveRecovery(chat: Chat, isRecovering: boolean, request: string): Chat {
  const turn = chat.turn ?? turnFor(chat, request, false)
  const next = { ...chat, isRecovering }
  if (isRecovering)
    return { ...next, turn: { ...turn, status: 'open', held: null, recoveries: turn.recoveries + 1 } }
  const isOpen = chat.turn?.status === 'open' && chat.stream === null
  return isOpen ? { ...next, turn: { ...turn, status: turn.held ?? 'completed', held: null } } : next
}

/** Ends the wait for what might have gone on with a turn. */
export function release(chat: Chat): Chat {
  const { turn, stream, isRecovering } = chat
  if (!turn?.held || stream || isRecovering) return chat
  return { ...chat, turn: { ...turn, status: turn.held, held: null } }
}

/** Takes over the transcript that was fetched, or that there is none: then the agent is no chat. */
export function load(chat: Chat, messages: readonly UiMessage[] | null): Chat {
  if (messages === null) return { ...chat, isLoaded: true, isProbed: true }
  const [next] = receiveMessages(chat, messages, true)
  return { ...next, isLoaded: true }
}
