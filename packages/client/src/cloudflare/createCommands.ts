import type { Command, CommandType, ErrorCode, Id, PartInput } from '@sluice/protocol'
import type { AgentOptions } from './AgentOptions.ts'
import { toolOf } from './assemble.ts'
import { askedBefore, type Chat, isPending, messagesOf, sceneOf } from './Chat.ts'
import { partId } from './describeParts.ts'
import { idOf } from './ids.ts'
import type { UiMessage, UiPart } from './wire.ts'

/** The name of the data part in which a whole message of the AI SDK is sent, for what our parts cannot say. */
export const MESSAGE_PART = 'ui-message'

/** What a person adds to a message beside its parts. */
export interface MessageExtra {
  readonly message: Omit<UiMessage, 'id'>
  /** Goes into the body of the request. */
  readonly body?: object | undefined
}

/** What commands need of their connection. */
export interface CommandsOptions {
  chat(): Chat
  change(chat: Chat): void
  send(frame: object): void
  /** Goes into the body of every request for an answer. */
  readonly body: AgentOptions['body']
  /** Fetches the transcript after a moment. */
  reloadSoon(): void
  accepted(commandId: Id): void
  refused(commandId: Id, code: ErrorCode, message: string): void
  patch(command: Command<'state.patch'>, commandId: Id): void
}

/** Carries out commands in the frames of the server. */
export interface Commands {
  run(commandId: Id, command: Command): void
  /** Answers the commands whose effect is there. */
  settle(): void
  drop(): void
}

/** True when the effect is there, a sentence when there will be none. */
type Outcome = (chat: Chat) => boolean | string

/** The part of the AI SDK that says what a part of ours does. */
function toUiPart(part: PartInput): UiPart {
  if (part.kind === 'text') return { type: 'text', text: part.text }
  if (part.kind === 'data') return { type: `data-${part.name}`, data: part.data }
  if (part.kind === 'source')
    return { type: 'source-url', url: part.url, ...(part.title ? { title: part.title } : {}) }
  return { type: 'text', text: part.filename ?? 'file' }
}

function messageOf(id: Id, parts: readonly PartInput[]): { message: UiMessage; body?: object | undefined } {
  const [only] = parts
  if (only?.kind === 'data' && only.name === MESSAGE_PART) {
    const { message, body } = only.data as unknown as MessageExtra
    return { message: { ...message, id }, body }
  }
  return { message: { id, role: 'user', parts: parts.map(toUiPart) } }
}

/** Creates the commands of a connection. What it cannot carry out it refuses, in words. [C7] */
export function createCommands(options: CommandsOptions): Commands {
  const { chat, change, send, accepted, refused } = options
  const open = new Map<Id, Outcome>()

  function findPart(isIt: (part: UiPart, id: Id) => boolean): { message: UiMessage; part: UiPart } | null {
    for (const message of messagesOf(chat()).toReversed()) {
      const part = message.parts.find((each, at) => isIt(each, partId(message.id, at)))
      if (part) return { message, part }
    }
    return null
  }

  /** Sends a request for an answer to these messages. */
  async function ask(
    id: string,
    trigger: 'submit-message' | 'regenerate-message',
    messages: readonly UiMessage[],
    more: object,
  ): Promise<void> {
    try {
      const own = typeof options.body === 'function' ? await options.body() : options.body
      const body = JSON.stringify({ ...own, ...more, messages, trigger })
      send({ type: 'cf_agent_use_chat_request', id, init: { method: 'POST', body } })
    } catch (cause) {
      open.delete(id)
      refused(id, 'bad-command', `There is no body for it: ${cause}`)
    }
  }

  /** The part of a call as it is now. */
  const partNow = (toolCallId: string | undefined): UiPart | undefined =>
    findPart(part => part.toolCallId === toolCallId)?.part

  const run: { readonly [T in CommandType]?: (commandId: Id, command: Command<T>) => void } = {
    'session.create': accepted,
    'state.patch': (commandId, command) => options.patch(command, commandId),
    'message.send'(commandId, { parts, mode }) {
      const { message, body = {} } = messageOf(commandId, parts)
      const isThere: Outcome = ({ transcript, skipped }) =>
        transcript.some(({ id }) => id === commandId) ||
        (skipped.includes(commandId) && 'The agent is busy, and takes no other message meanwhile.')
      open.set(commandId, isThere)
      // The server would answer a message that it has a second time.
      if (isThere(chat()) === true) return
      const { turn } = sceneOf(chat())
      const isBusy = turn?.status === 'open'
      if (isBusy && mode === 'interrupt') send({ type: 'cf_agent_chat_request_cancel', id: turn.request })
      change({ ...chat(), sent: { ...chat().sent, [commandId]: message } })
      ask(commandId, 'submit-message', [message], body)
      if (isBusy) options.reloadSoon()
    },
    'message.retry'(commandId, { message: id }) {
      const { transcript } = chat()
      const at = transcript.findIndex(message => idOf(message.id) === id)
      const found = transcript[at]
      const asked = found?.role === 'user' ? found.id : found && askedBefore(transcript, found.id)
      if (!found || !asked)
        return refused(commandId, 'not-open', 'There is no message that could be answered again.')
      const prefix = transcript.slice(0, transcript.findIndex(message => message.id === asked) + 1)
      open.set(commandId, ({ turn }) => turn?.request === commandId)
      ask(commandId, 'regenerate-message', prefix, { messageId: found.id })
    },
    'run.stop'(commandId, { run: id }) {
      const { turn } = sceneOf(chat())
      if (turn?.run !== id || turn.status !== 'open' || !turn.request || turn.status !== chat().turn?.status)
        return refused(commandId, 'not-open', 'Nothing is being written that could be stopped.')
      open.set(commandId, now => now.turn?.run !== id || now.turn.status !== 'open')
      send({ type: 'cf_agent_chat_request_cancel', id: turn.request })
    },
    'approval.decide'(commandId, { approval, decision, reason, arguments: args, answer }) {
      const found = findPart(
        ({ approval: asked }, id) => asked !== undefined && idOf(asked.id || `${id}-a`) === approval,
      )?.part
      if (found?.state !== 'approval-requested')
        return refused(commandId, 'not-open', 'It was answered before.')
      if (args !== undefined || answer !== undefined)
        return refused(commandId, 'bad-command', 'This server takes a yes or a no, and nothing in addition.')
      const { toolCallId } = found
      open.set(commandId, () => partNow(toolCallId)?.state !== 'approval-requested')
      if (decision === 'denied' && reason)
        sendResult(found, { output: null, state: 'output-error', errorText: reason })
      else
        send({
          type: 'cf_agent_tool_approval',
          toolCallId,
          approved: decision === 'approved',
          autoContinue: true,
        })
    },
    'tool.claim'(commandId, { call, claim }) {
      const found = findPart((_, id) => id === call)
      const { toolCallId = '', state } = found?.part ?? {}
      const holder = chat().claims[toolCallId]
      const isOpen =
        found && state === 'input-available' && !chat().stream && isPending(chat(), found.message)
      if (!isOpen || (holder ?? claim) !== claim)
        return refused(commandId, 'not-open', 'Another page does it, or it is done.')
      if (!holder) change({ ...chat(), claims: { ...chat().claims, [toolCallId]: commandId } })
      accepted(commandId)
    },
    'tool.release'(commandId, { call, claim }) {
      const { toolCallId = '' } = findPart((_, id) => id === call)?.part ?? {}
      const { [toolCallId]: holder, ...claims } = chat().claims
      if (holder === claim) change({ ...chat(), claims })
      accepted(commandId)
    },
    'tool.answer'(commandId, { call, output, error }) {
      const found = findPart((_, id) => id === call)?.part
      if (found?.state !== 'input-available') return refused(commandId, 'not-open', 'It was answered before.')
      open.set(commandId, () => partNow(found.toolCallId)?.state !== 'input-available')
      const json = output && 'json' in output ? output.json : null
      sendResult(
        found,
        error === undefined
          ? { output: json, state: 'output-available' }
          : { output: null, state: 'output-error', errorText: error },
      )
    },
  }

  function sendResult(part: UiPart, result: object): void {
    const { toolCallId } = part
    send({ type: 'cf_agent_tool_result', toolCallId, toolName: toolOf(part), ...result, autoContinue: true })
  }

  return {
    run(commandId, command) {
      const carryOut = run[command.type] as ((commandId: Id, command: Command) => void) | undefined
      if (carryOut) carryOut(commandId, command)
      else refused(commandId, 'bad-command', 'This server cannot do that.')
      this.settle()
    },
    settle() {
      for (const [commandId, outcome] of open) {
        const end = outcome(chat())
        if (!end) continue
        open.delete(commandId)
        if (end === true) accepted(commandId)
        else refused(commandId, 'not-idle', end)
      }
    },
    drop: () => open.clear(),
  }
}
