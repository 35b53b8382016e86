import type { ErrorCode, Id, Json } from '@sluice/protocol'
import type { Chat } from '../Chat.ts'
import type { More } from '../More.ts'
import type { UiMessage, UiPart } from '../wire.ts'
import type { ChatSteps } from './ChatSteps.ts'
import { type ChannelState, newChannelState, receiveChannel } from './receiveChannel.ts'
import { channelMessageOf } from './uiOf.ts'
import { type ChannelFrame, readChannelFrame } from './wire.ts'

/** What a Web Channel needs of its connection. */
export interface ChannelOptions {
  readonly steps: ChatSteps
  readonly more: More
  readonly clientTools: readonly string[]
  chat(): Chat
  change(chat: Chat): void
  /** Sends a frame of the channel; tells whether there was a socket. */
  send(frame: object): boolean
  newId(): string
  /** Answers a command that will have no effect, unless it has an answer. */
  fail(commandId: Id, code: ErrorCode, message: string): void
  /** The connection is of no use any more. */
  lose(): void
}

/** The Web Channel of an agent: says in its frames what the SDK's older frames say, and the other way round. */
export interface Channel {
  /** Takes a frame of the channel. */
  receive(frame: { readonly type: string }): void
  /** Sends what a frame of the older protocol says as an event, which the server takes once however often it is sent; tells whether there was a socket. */
  send(frame: object): boolean
  /** Asks something that is answered. */
  ping(): void
}

/** A frame that is sent to an agent. */
interface OldFrame {
  readonly type: string
  readonly id?: string
  readonly init?: { readonly body: string }
  readonly toolCallId?: string
  readonly approved?: boolean
  readonly state?: string
  readonly output?: Json
  readonly errorText?: string
}

/** Creates the channel of an agent. What it holds outlives its connections, so that a response is read on from where it was. [A16] */
export function createChannel(options: ChannelOptions): Channel {
  const { chat, change, fail } = options
  let state: ChannelState = newChannelState
  const clientTools = options.clientTools.map(name => ({ name }))
  const own = clientTools.length > 0 ? { clientTools } : {}

  const sendEvent = (eventId: string, event: object): boolean =>
    options.send({ type: 'channels:event', event: { eventId, ...event } })

  const isThere = (id: string): boolean => chat().transcript.some(message => message.id === id)

  /** Refuses a message that was taken back, or never read. */
  function giveUp(commandId: Id): void {
    const isOpen = state.turns.some(({ startedBy }) => startedBy === commandId)
    if (!isThere(commandId) && !isOpen)
      fail(commandId, 'not-idle', 'The message was taken back before it was read.')
  }

  function receive(frame: ChannelFrame): void {
    const { type, eventId = '', error, turn } = frame
    if (type === 'channels:ack') {
      if (error === undefined) giveUp(eventId)
      else fail(eventId, 'bad-command', error)
      return
    }
    const step = receiveChannel(options.steps, state, chat(), frame, options.more)
    state = step.state
    if (step.read) options.send({ type: 'channels:subscribe', ...step.read })
    if (step.isBroken) options.lose()
    else if (step.chat !== chat()) change(step.chat)
    if (turn?.status === 'settled') giveUp(turn.startedBy)
  }

  /** The call of a tool, and the turn that waits for it. */
  function findCall(toolCallId: string): { readonly part: UiPart; readonly turnId: string } | null {
    for (const { id, parts } of options.steps.messagesOf(chat()).toReversed()) {
      const part = parts.find(each => each.toolCallId === toolCallId)
      const waits = state.turns.find(({ messageIds = [] }) =>
        messageIds.some(kept => (state.names[kept] ?? kept) === id),
      )
      if (part) return { part, turnId: waits?.turnId ?? chat().turn?.request ?? '' }
    }
    return null
  }

  function sendMessage({ id = '', init }: OldFrame): boolean {
    const { messages, trigger } = JSON.parse(init?.body ?? '{}') as {
      messages: readonly UiMessage[]
      trigger: string
    }
    const message = messages.at(-1)
    if (message && trigger === 'submit-message')
      return sendEvent(id, { type: 'message', message: channelMessageOf(message), ...own })
    fail(id, 'bad-command', 'This server does not answer a message again.')
    return true
  }

  function sendAnswer(frame: OldFrame): boolean {
    const { toolCallId = '', approved = false, state: result, output = null, errorText } = frame
    const found = findCall(toolCallId)
    if (!found) return false
    const { part, turnId } = found
    if (part.state === 'approval-requested') {
      const approvalId = part.approval?.id ?? ''
      const reason = errorText === undefined ? {} : { reason: errorText }
      return sendEvent(`answer-${approvalId}`, {
        type: 'approval-response',
        turnId,
        approvalId,
        approved,
        ...reason,
      })
    }
    return sendEvent(`result-${turnId}-${toolCallId}`, {
      type: 'tool-result',
      turnId,
      toolCallId,
      result:
        result === 'output-available'
          ? { ok: true, output }
          : { ok: false, ...(errorText === undefined ? {} : { errorText }) },
      ...own,
    })
  }

  return {
    receive(given) {
      const frame = readChannelFrame(given)
      if (frame) receive(frame)
    },
    send(frame) {
      const old = frame as OldFrame
      switch (old.type) {
        case 'cf_agent_use_chat_request':
          return sendMessage(old)
        case 'cf_agent_chat_request_cancel':
          return sendEvent(`cancel-${options.newId()}`, { type: 'cancel', turnId: old.id })
        case 'cf_agent_tool_approval':
        case 'cf_agent_tool_result':
          return sendAnswer(old)
        case 'cf_agent_chat_clear':
          return sendEvent(options.newId(), { type: 'conversation-reset' })
        default:
          return false
      }
    },
    ping: () => void options.send({ type: 'channels:list-conversations', requestId: options.newId() }),
  }
}
