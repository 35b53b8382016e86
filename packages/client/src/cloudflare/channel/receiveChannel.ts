import type { Chat, Stream } from '../Chat.ts'
import type { More } from '../More.ts'
import type { Turn } from '../Scene.ts'
import type { UiMessage } from '../wire.ts'
import type { ChatSteps } from './ChatSteps.ts'
import { uiChunkOf, uiMessageOf } from './uiOf.ts'
import type { ChannelFrame, ChannelOutcome, ChannelTurn } from './wire.ts'

/** What is known of a Web Channel beside the chat, over all its connections. */
export interface ChannelState {
  readonly conversation: string | null
  /** The turns that are not settled, or wait for somebody. */
  readonly turns: readonly ChannelTurn[]
  /** The response that is read, or was when the connection broke: what was received of it stays. */
  readonly response: { readonly turn: string; readonly stream: Stream } | null
  /** The ids under which answers are shown: that of the response that brought it, where the server then keeps it under another. */
  readonly names: Readonly<Record<string, string>>
}

/** A channel of which nothing was heard yet. */
export const newChannelState: ChannelState = { conversation: null, turns: [], response: null, names: {} }

/** What comes of a frame. */
export interface ChannelStep {
  readonly state: ChannelState
  readonly chat: Chat
  /** A response is to be read from this place on. */
  readonly read?: { readonly responseId: string; readonly from: number }
  /** Something is missing that no other frame brings. */
  readonly isBroken?: true
}

const statuses: Readonly<Record<ChannelOutcome, Turn['status']>> = {
  completed: 'completed',
  failed: 'failed',
  aborted: 'stopped',
  // It is open as long as its answer waits for somebody.
  'awaiting-input': 'completed',
}

const isOpen = ({ status, outcome }: ChannelTurn): boolean =>
  status !== 'settled' || outcome === 'awaiting-input'

function nameIn(names: ChannelState['names'], message: UiMessage): UiMessage {
  const ui = uiMessageOf(message)
  return Object.hasOwn(names, ui.id) ? { ...ui, id: names[ui.id] as string } : ui
}

/** The turn of a chat that a turn of the channel is, or goes on with. */
function turnOf(
  { askedBefore, newTurn }: ChatSteps,
  chat: Chat,
  { names }: ChannelState,
  channelTurn: ChannelTurn,
): Turn {
  const { turnId, startedBy, status, outcome, messageIds = [], error } = channelTurn
  const { turn, transcript } = chat
  const last = messageIds.at(-1)
  const message = last === undefined ? null : (names[last] ?? last)
  const isThere = transcript.some(({ id }) => id === startedBy)
  const asked = isThere ? startedBy : askedBefore(transcript, message ?? undefined)
  const known = turn?.request === turnId ? turn : newTurn(turnId, asked, null)
  const isSettled = status === 'settled'
  return {
    ...known,
    message: message ?? known.message,
    status: isSettled ? statuses[outcome ?? 'completed'] : 'open',
    error: isSettled && outcome === 'failed' ? (error ?? 'The turn failed.') : null,
  }
}

/** Begins to read a response: of a turn that has another one, as it began anew. */
function begin(steps: ChatSteps, state: ChannelState, before: Chat, turn: ChannelTurn): ChannelStep {
  const { turnId, startedBy, responseId = '' } = turn
  const chat = steps.confirm(before, startedBy)
  const extended = turn.extends === undefined ? null : (state.names[turn.extends] ?? turn.extends)
  const base = chat.transcript.find(({ id }) => id === extended) ?? {
    id: responseId,
    role: 'assistant',
    parts: [],
  }
  const stream = steps.newStream(responseId, { message: base, places: {} })
  const isAgain = state.response?.turn === turnId && chat.stream !== null
  const next = turnOf(steps, chat, state, turn)
  return {
    state: { ...state, response: { turn: turnId, stream } },
    chat: {
      ...chat,
      stream,
      turn: {
        ...next,
        message: extended ?? (isAgain ? null : next.message),
        recoveries: next.recoveries + (isAgain ? 1 : 0),
      },
    },
    read: { responseId, from: 0 },
  }
}

function receiveTurn(steps: ChatSteps, before: ChannelState, chat: Chat, turn: ChannelTurn): ChannelStep {
  const others = before.turns.filter(({ turnId }) => turnId !== turn.turnId)
  const state = { ...before, turns: isOpen(turn) ? [...others, turn] : others }
  const isOther = chat.turn?.status === 'open' && chat.turn.request !== turn.turnId
  const { response } = state
  if (turn.status === 'running') {
    // Another message has joined the response that is read.
    if (response?.stream.request === turn.responseId)
      return { state, chat: steps.confirm(chat, turn.startedBy) }
    return begin(steps, state, chat, turn)
  }
  // The message of one that waits is not there yet; what goes on with an answer has been.
  if (isOther || (turn.status === 'queued' && chat.turn?.request !== turn.turnId)) return { state, chat }
  const isRead = response?.turn === turn.turnId
  return {
    state: { ...state, response: isRead ? null : response },
    chat: {
      ...chat,
      turn: turnOf(steps, chat, state, turn),
      stream: isRead ? null : chat.stream,
      offer: isRead ? null : chat.offer,
    },
  }
}

/** Takes messages over: an answer that nobody had yet is what becomes of the response that is read. */
function receiveMessages(
  { upsert }: ChatSteps,
  before: ChannelState,
  chat: Chat,
  list: readonly UiMessage[],
): ChannelStep {
  let [state, transcript, stream, turn] = [before, chat.transcript, chat.stream, chat.turn]
  for (const message of list) {
    const known = nameIn(state.names, message)
    const shown = stream?.draft.message.id
    const isAnswer = known.role === 'assistant' && !transcript.some(({ id }) => id === known.id)
    if (isAnswer && shown !== undefined && stream === chat.stream) {
      state = { ...state, names: { ...state.names, [message.id]: shown } }
      stream = null
      turn = turn && { ...turn, message: shown }
      transcript = upsert(transcript, { ...known, id: shown })
    } else transcript = upsert(transcript, known)
  }
  return { state, chat: { ...chat, transcript, stream, turn } }
}

function receiveSnapshot(
  steps: ChatSteps,
  before: ChannelState,
  old: Chat,
  frame: ChannelFrame,
): ChannelStep {
  const { conversationId = '', messages = [], turns = [] } = frame
  const isSame = before.conversation === conversationId
  const kept = isSame ? before.response : null
  const running = turns.find(({ status }) => status === 'running')
  const goesOn = running && kept?.stream.request === running.responseId ? kept : null
  let names = isSame ? before.names : {}
  if (kept && !goesOn) {
    // What was read to its end meanwhile is kept under a name of its own, behind what was asked.
    const asked = messages.findIndex(({ id }) => id === kept.turn)
    const answer = asked < 0 ? undefined : messages[asked + 1]
    const shown = kept.stream.draft.message.id
    const isNew = answer?.role === 'assistant' && !Object.hasOwn(names, answer.id)
    if (isNew && !messages.some(({ id }) => id === shown)) names = { ...names, [answer.id]: shown }
  }
  const open = turns.filter(isOpen)
  const state = { conversation: conversationId, turns: open, response: goesOn, names }
  const transcript = messages.map(message => nameIn(names, message))
  const first = running ?? open.find(({ startedBy }) => transcript.some(({ id }) => id === startedBy))
  const empty: Chat = { ...old, transcript, stream: null, turn: null, isLoaded: true, isProbed: true }
  const chat = { ...empty, turn: first ? turnOf(steps, empty, state, first) : null, offer: null }
  if (!running) return { state, chat }
  if (!goesOn) {
    const begun = begin(steps, state, { ...chat, turn: null }, running)
    return { ...begun, chat: { ...begun.chat, offer: running.responseId ?? null } }
  }
  const { stream } = goesOn
  const { request, draft, base, seq } = stream
  const message = draft === base ? (chat.turn?.message ?? null) : draft.message.id
  return {
    state,
    chat: { ...chat, stream, offer: request, turn: chat.turn && { ...chat.turn, message } },
    read: { responseId: request, from: seq + 1 },
  }
}

function receiveChunks(
  { assemble }: ChatSteps,
  state: ChannelState,
  chat: Chat,
  frame: ChannelFrame,
  more: More,
): ChannelStep {
  const { chunks = [], from = 0, responseId } = frame
  const { response } = state
  // What is read behind the end of its turn was said by the message that is kept.
  if (!response || response.stream.request !== responseId || !chat.stream) return { state, chat }
  const { stream } = response
  const skip = stream.seq + 1 - from
  if (skip < 0) return { state, chat, isBroken: true }
  const fresh = chunks.slice(skip)
  const draft = fresh.reduce((so, chunk) => assemble(so, uiChunkOf(chunk), more), stream.draft)
  const next = { ...stream, draft, seq: stream.seq + fresh.length }
  const { turn } = chat
  const isFirst = draft === next.base || turn?.request !== response.turn
  return {
    state: { ...state, response: { ...response, stream: next } },
    chat: { ...chat, stream: next, turn: turn && (isFirst ? turn : { ...turn, message: draft.message.id }) },
  }
}

/** Says what a frame of a Web Channel makes of what is known, and what is to be asked for. Pure. [A16] */
export function receiveChannel(
  steps: ChatSteps,
  state: ChannelState,
  chat: Chat,
  frame: ChannelFrame,
  more: More,
): ChannelStep {
  const { type, conversationId, messages = [], turn, responseId } = frame
  if (type === 'channels:snapshot') return receiveSnapshot(steps, state, chat, frame)
  // Before the first snapshot nothing is known, and of other conversations nothing is shown.
  if (!chat.isLoaded || state.conversation !== conversationId) return { state, chat }
  if (type === 'channels:turn' && turn) return receiveTurn(steps, state, chat, turn)
  if (type === 'channels:messages') return receiveMessages(steps, state, chat, messages)
  if (type === 'channels:chunks') return receiveChunks(steps, state, chat, frame, more)
  const isRead = state.response?.stream.request === responseId
  if (type === 'channels:caught-up' && isRead) return { state, chat: { ...chat, offer: null } }
  if (type !== 'channels:end' || !isRead) return { state, chat }
  return frame.state === 'not-found'
    ? { state: { ...state, response: null }, chat: { ...chat, stream: null, offer: null } }
    : { state, chat: { ...chat, offer: null } }
}
