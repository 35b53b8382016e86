import type { Command, ErrorCode, Id } from '@sluice/protocol'
import type { AgentOptions } from './AgentOptions.ts'
import type { Chat } from './Chat.ts'
import type { UiMessage } from './wire.ts'

/** Whether the effect of a command is there. */
export type Outcome = (chat: Chat) => boolean

/** What commands need of their connection. */
export interface CommandsOptions {
  chat(): Chat
  change(chat: Chat): void
  send(frame: object): void
  /** Goes into the body of every request for an answer. */
  readonly body: AgentOptions['body']
  accept(commandId: Id): void
  refuse(commandId: Id, code: ErrorCode, message: string): void
  /** Carries out what a first conversation needs no command for. */
  other(commandId: Id, command: Command): void
}

/** Carries out commands in the frames of the server. */
export interface Commands {
  run(commandId: Id, command: Command): void
  /** Sends a message of a person. */
  say(commandId: Id, message: UiMessage, body?: object | undefined): void
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
  /** Answers a command that will have no effect, unless it has an answer. */
  fail(commandId: Id, code: ErrorCode, message: string): void
  /** Answers the commands whose effect is there. */
  settle(): void
  drop(): void
}

/** Creates the commands of a connection. [C7] */
export function createCommands(options: CommandsOptions): Commands {
  const { chat, send, accept, refuse } = options
  const open = new Map<Id, Outcome>()

  function settle(): void {
    for (const [commandId, isThere] of open) if (isThere(chat()) && open.delete(commandId)) accept(commandId)
  }

  const fail: Commands['fail'] = (commandId, code, message) => {
    if (open.delete(commandId)) refuse(commandId, code, message)
  }

  const ask: Commands['ask'] = async (id, outcome, trigger, messages, more) => {
    open.set(id, outcome)
    try {
      const own = typeof options.body === 'function' ? await options.body(trigger) : options.body
      const body = JSON.stringify({ ...own, ...more, messages, trigger })
      send({ type: 'cf_agent_use_chat_request', id, init: { method: 'POST', body } })
    } catch (cause) {
      fail(id, 'bad-command', `There is no body for it: ${cause}`)
    }
  }

  const say: Commands['say'] = (commandId, message, body) => {
    const isThere: Outcome = ({ transcript }) => transcript.some(({ id }) => id === commandId)
    // The server would answer a message that it has a second time.
    if (isThere(chat())) return accept(commandId)
    options.change({ ...chat(), sent: { ...chat().sent, [commandId]: message } })
    void ask(commandId, isThere, 'submit-message', [message], body)
  }

  return {
    say,
    ask,
    settle,
    fail,
    expect(commandId, outcome) {
      open.set(commandId, outcome)
      settle()
    },
    run(commandId, command) {
      const parts =
        command.type === 'message.send' &&
        chat().turn?.status !== 'open' &&
        command.parts.flatMap(part => (part.kind === 'text' ? [{ type: 'text', text: part.text }] : []))
      if (parts && parts.length === command.parts.length)
        say(commandId, { role: 'user', parts, id: commandId })
      else if (command.type === 'session.create') accept(commandId)
      else options.other(commandId, command)
    },
    drop: () => open.clear(),
  }
}
