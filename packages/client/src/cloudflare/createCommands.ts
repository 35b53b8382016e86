import type { Command, ErrorCode, Id, PartInput } from '@sluice/protocol'
import type { AgentOptions } from './AgentOptions.ts'
import { type Chat, sceneOf } from './Chat.ts'
import type { UiMessage, UiPart } from './wire.ts'

/** The name of the data part in which a whole message of the AI SDK is sent, for what our parts cannot say. */
export const MESSAGE_PART = 'ui-message'

/** What a person adds to a message beside its parts. */
export interface MessageExtra {
  readonly message: Omit<UiMessage, 'id'>
  /** Goes into the body of the request. */
  readonly body?: object | undefined
}

/** True when the effect is there, a sentence when there will be none. */
export type Outcome = (chat: Chat) => boolean | string

/** What commands need of their connection. */
export interface CommandsOptions {
  chat(): Chat
  change(chat: Chat): void
  send(frame: object): void
  /** Goes into the body of every request for an answer. */
  readonly body: AgentOptions['body']
  /** Fetches the transcript after a moment. */
  reloadSoon(): void
  accept(commandId: Id): void
  refuse(commandId: Id, code: ErrorCode, message: string): void
  /** Carries out what a first conversation needs no command for. */
  other(commandId: Id, command: Command): void
}

/** Carries out commands in the frames of the server. */
export interface Commands {
  run(commandId: Id, command: Command): void
  /** Sends a request for an answer to these messages; the command has been carried out with this outcome. */
  ask(
    commandId: Id,
    outcome: Outcome,
    trigger: 'submit-message' | 'regenerate-message',
    messages: readonly UiMessage[],
    more: object | undefined,
  ): Promise<void>
  /** Answers a command when its outcome is there. */
  expect(commandId: Id, outcome: Outcome): void
  /** Answers the commands whose effect is there. */
  settle(): void
  drop(): void
}

/** The part of the AI SDK that says what a part of ours does. */
function toUiPart(part: PartInput): UiPart {
  if (part.kind === 'data') return { type: `data-${part.name}`, data: part.data }
  if (part.kind === 'source')
    return { type: 'source-url', url: part.url, ...(part.title ? { title: part.title } : {}) }
  return { type: 'text', text: part.kind === 'text' ? part.text : (part.filename ?? 'file') }
}

function messageOf(id: Id, parts: readonly PartInput[]): MessageExtra & { readonly message: UiMessage } {
  const [only] = parts
  const whole = only?.kind === 'data' && only.name === MESSAGE_PART
  const { message, body } = whole
    ? (only.data as unknown as MessageExtra)
    : { message: { role: 'user', parts: parts.map(toUiPart) }, body: undefined }
  return { message: { ...message, id }, body }
}

/** Creates the commands of a connection. [C7] */
export function createCommands(options: CommandsOptions): Commands {
  const { chat, send, accept, refuse } = options
  const open = new Map<Id, Outcome>()

  function settle(): void {
    for (const [commandId, outcome] of open) {
      const end = outcome(chat())
      if (!end) continue
      open.delete(commandId)
      if (end === true) accept(commandId)
      else refuse(commandId, 'not-idle', end)
    }
  }

  const ask: Commands['ask'] = async (id, outcome, trigger, messages, more) => {
    open.set(id, outcome)
    try {
      const own = typeof options.body === 'function' ? await options.body() : options.body
      const body = JSON.stringify({ ...own, ...more, messages, trigger })
      send({ type: 'cf_agent_use_chat_request', id, init: { method: 'POST', body } })
    } catch (cause) {
      open.delete(id)
      refuse(id, 'bad-command', `There is no body for it: ${cause}`)
    }
  }

  function say(commandId: Id, { parts, mode }: Command<'message.send'>): void {
    const { message, body } = messageOf(commandId, parts)
    const isThere: Outcome = ({ transcript, skipped }) =>
      transcript.some(({ id }) => id === commandId) ||
      (skipped.includes(commandId) && 'The agent is busy, and takes no other message meanwhile.')
    // The server would answer a message that it has a second time.
    if (isThere(chat()) === true) {
      accept(commandId)
      return
    }
    const { turn } = sceneOf(chat())
    const isBusy = turn?.status === 'open'
    if (isBusy && mode === 'interrupt') send({ type: 'cf_agent_chat_request_cancel', id: turn.request })
    options.change({ ...chat(), sent: { ...chat().sent, [commandId]: message } })
    void ask(commandId, isThere, 'submit-message', [message], body)
    if (isBusy) options.reloadSoon()
  }

  function stop(commandId: Id, { run }: Command<'run.stop'>): void {
    const { turn } = sceneOf(chat())
    if (turn?.run !== run || turn.status !== 'open' || !turn.request || chat().turn?.status !== 'open') {
      refuse(commandId, 'not-open', 'Nothing is being written that could be stopped.')
      return
    }
    open.set(commandId, ({ turn }) => turn?.run !== run || turn.status !== 'open')
    send({ type: 'cf_agent_chat_request_cancel', id: turn.request })
  }

  return {
    ask,
    settle,
    expect(commandId, outcome) {
      open.set(commandId, outcome)
      settle()
    },
    run(commandId, command) {
      if (command.type === 'message.send') say(commandId, command)
      else if (command.type === 'run.stop') stop(commandId, command)
      else if (command.type === 'session.create') accept(commandId)
      else options.other(commandId, command)
      settle()
    },
    drop: () => open.clear(),
  }
}
