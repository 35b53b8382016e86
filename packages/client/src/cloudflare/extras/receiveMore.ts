import { assemble } from '../assemble.ts'
import { askedBefore, type Chat, messagesOf, newTurn, upsert } from '../Chat.ts'
import {
  addDraft,
  type ChatStep,
  confirm,
  emptyDraft,
  keepStream,
  load,
  namelessOf,
  newStream,
} from '../receive.ts'
import type { Turn } from '../Scene.ts'
import { type AgentFrame, readTyped, type TurnOutcome, type UiChunk, type UiMessage } from '../wire.ts'
import { more } from './more.ts'
import { isPending, lastAnswer } from './pending.ts'

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

/** The turn in which a request is answered: the one before, if it goes on, or a new one. */
function turnFor(chat: Chat, request: string, isContinued: boolean): Turn {
  const { turn, transcript, sent } = chat
  const goesOn = turn && (turn.request === request || turn.held !== null || isContinued)
  if (goesOn) return { ...turn, request, status: 'open', held: null }
  const message = isContinued ? (lastAnswer(transcript)?.id ?? null) : null
  const trigger = sent[request]?.id ?? askedBefore(transcript, message ?? undefined)
  return newTurn(request, trigger, message)
}

function begin(before: Chat, { id = '', continuation = false, replay = false, seq }: AgentFrame): Chat {
  const chat = confirm(keepStream(before), id)
  const known = continuation ? lastAnswer(chat.transcript) : undefined
  const stream = newStream(id, known ? { message: known, places: {} } : emptyDraft(id))
  const hasGap = !replay && (seq ?? 0) > 0
  return {
    ...chat,
    stream: { ...stream, isReplayed: replay, wasReplayed: replay, hasGap },
    turn: turnFor(chat, id, continuation),
    isProbed: true,
  }
}

/** Whether something of ours that is not this request is not in the transcript: it came while the answer was written, and may stand before it. */
const isMixed = ({ sent, skipped, transcript }: Chat, request: string): boolean =>
  Object.keys(sent).some(
    key =>
      key !== request && !skipped.includes(key) && !transcript.some(message => message.id === sent[key]?.id),
  )

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
  const isNameless = known?.draft.message.id === namelessOf(id)
  const ended: Chat = {
    ...chat,
    offer: chat.offer === id ? null : chat.offer,
    turn: turn && !isSkipped ? { ...turn, status, held, error: status === 'failed' ? failure : null } : turn,
    skipped: isSkipped ? [...chat.skipped, id] : chat.skipped,
  }
  // Is taken over in the order of the server.
  const mixed = isMixed(chat, id)
  return [
    { ...(isSkipped ? ended : confirm(ended, id)), isLoaded: ended.isLoaded && !mixed },
    { reload: isUncertain || isNameless || mixed, ...(held ? { holdMs: CUT_HOLD_MS } : {}) },
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
  const { turn, stream: current } = chat
  if (error || !current) return [{ ...chat, turn: turn && { ...turn, error: body } }]
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
  const continued = (
    frame.continuation && chunk.type === 'start' ? { ...chunk, messageId: undefined } : chunk
  ) as UiChunk
  const draft = assemble(stream.draft, continued, more)
  const hasGap = stream.hasGap || isMissing
  const added = addDraft(chat, { ...stream, hasGap }, draft, seq)
  const isError = chunk.type === 'error' && added.turn !== null
  const next = isError ? { ...added, turn: { ...added.turn, error: chunk.errorText ?? '' } } : added
  return isAsked
    ? [{ ...next, acknowledged: chat.acknowledged.filter(each => each !== id) }, { probe: true }]
    : [next]
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

function receiveRecovery(chat: Chat, isRecovering: boolean, request: string): Chat {
  const turn = chat.turn ?? turnFor(chat, request, false)
  const next = { ...chat, isRecovering }
  if (isRecovering)
    return { ...next, turn: { ...turn, status: 'open', held: null, recoveries: turn.recoveries + 1 } }
  const isOpen = chat.turn?.status === 'open' && chat.stream === null
  return isOpen ? { ...next, turn: { ...turn, status: turn.held ?? 'completed', held: null } } : next
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

/** Takes over the transcript that was fetched, or that there is none. */
export const loadMore = (chat: Chat, messages: readonly UiMessage[] | null): Chat =>
  load(messages === null ? chat : receiveMessages(chat, messages, true)[0], messages)

/**
 * Says what comes of a frame that a first conversation does without: what is said again, goes on, was cut off, is recovered or changes what was said. It says the
 * same as `receive` of those that this takes, too. Pure.
 */
export function receiveMore(chat: Chat, frame: AgentFrame): ChatStep {
  const { id = '' } = frame
  const { turn } = chat
  switch (frame.type) {
    case 'cf_agent_message_updated':
      return frame.message ? receiveUpdate(chat, frame.message) : [chat]
    case 'cf_agent_chat_messages':
      return receiveMessages(chat, frame.messages ?? [], frame.connect === true)
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
    case 'cf_agent_stream_pending': {
      const confirmed = confirm(chat, id)
      return [{ ...confirmed, isProbed: true, turn: id ? turnFor(confirmed, id, false) : turn }]
    }
    case 'cf_agent_stream_resume_none': {
      const isLost = frame.reason === 'idle' && chat.offer === null && chat.stream !== null
      const ended = turn && { ...turn, status: 'completed' as const }
      return isLost
        ? [{ ...keepStream(chat), isProbed: true, turn: ended }, { reload: true }]
        : [{ ...chat, isProbed: true }]
    }
    case 'cf_agent_chat_recovering':
      return [receiveRecovery(chat, frame.recovering === true, id)]
    default:
      return [chat]
  }
}

/** Ends the wait for what might have gone on with a turn. */
export function release(chat: Chat): Chat {
  const { turn, stream, isRecovering } = chat
  if (!turn?.held || stream || isRecovering) return chat
  return { ...chat, turn: { ...turn, status: turn.held, held: null } }
}
