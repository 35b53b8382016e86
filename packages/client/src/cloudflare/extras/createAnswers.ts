import type { Command, CommandType, ErrorCode, Id } from '@sluice/protocol'
import { ClientError } from '../../problem.ts'
import { askedBefore, type Chat, messagesOf } from '../Chat.ts'
import type { Commands, CommandsOptions } from '../createCommands.ts'
import { partId } from '../describeParts.ts'
import { idOf } from '../ids.ts'
import type { Turn } from '../Scene.ts'
import type { UiMessage, UiPart } from '../wire.ts'
import { messageOf } from './messageOf.ts'
import { isPending } from './pending.ts'
import { toolOf } from './toolOf.ts'

/** What a page answers an agent: decisions of a person, results of its own tools, the wish for another answer. */
export interface Answers {
  /** Carries out a command; what it cannot it refuses, in words. */
  run(commandId: Id, command: Command): void
}

/** What answers need of their connection. */
export type AnswersOptions = Pick<CommandsOptions, 'chat' | 'change' | 'send' | 'accept' | 'refuse'> &
  Pick<Commands, 'say' | 'ask' | 'expect'> & {
    /** The turn as it is shown. */
    turn(): Turn | null
    /** Fetches the transcript after a moment. */
    reloadSoon(): void
    patch(command: Command<'state.patch'>, commandId: Id): void
    /** The address with the content of a file that this page holds. */
    urlOf(blob: string): string | undefined
  }

/** Creates the answers of a connection. [C7] */
export function createAnswers(options: AnswersOptions): Answers {
  const { chat, change, send, accept, refuse, expect } = options

  function findPart(isIt: (part: UiPart, id: Id) => boolean): { message: UiMessage; part: UiPart } | null {
    for (const message of messagesOf(chat()).toReversed()) {
      const part = message.parts.find((each, at) => isIt(each, partId(message.id, at)))
      if (part) return { message, part }
    }
    return null
  }

  /** Answers a command when the call is not any more in the state that it is in. */
  function expectChange(commandId: Id, { toolCallId, state }: UiPart): void {
    expect(commandId, () => findPart(part => part.toolCallId === toolCallId)?.part.state !== state)
  }

  function sendResult(part: UiPart, result: object): void {
    const { toolCallId } = part
    send({ type: 'cf_agent_tool_result', toolCallId, toolName: toolOf(part), ...result, autoContinue: true })
  }

  function read(commandId: Id, parts: Command<'message.send'>['parts']): ReturnType<typeof messageOf> | null {
    try {
      return messageOf(commandId, parts, options.urlOf)
    } catch (cause) {
      if (!(cause instanceof ClientError)) throw cause
      refuse(commandId, cause.code as ErrorCode, cause.message)
      return null
    }
  }

  const claimAs = (claims: Chat['claims']): void => change({ ...chat(), claims })

  const run: { readonly [T in CommandType]?: (commandId: Id, command: Command<T>) => void } = {
    'session.create': accept,
    'state.patch': (commandId, command) => options.patch(command, commandId),
    'message.send'(commandId, { parts, mode }) {
      const said = read(commandId, parts)
      if (!said) return
      const { message, body } = said
      const turn = options.turn()
      const isKnown = chat().transcript.some(({ id }) => id === commandId)
      const busy = !isKnown && turn?.status === 'open' ? turn : null
      if (busy && mode === 'interrupt') send({ type: 'cf_agent_chat_request_cancel', id: busy.request })
      options.say(commandId, message, body)
      if (busy) options.reloadSoon()
    },
    'run.stop'(commandId, { run }) {
      const turn = options.turn()
      if (turn?.run !== run || turn.status !== 'open' || !turn.request || chat().turn?.status !== 'open')
        return refuse(commandId, 'not-open', 'Nothing is being written that could be stopped.')
      expect(commandId, ({ turn }) => turn?.run !== run || turn.status !== 'open')
      send({ type: 'cf_agent_chat_request_cancel', id: turn.request })
    },
    'message.retry'(commandId, { message: id }) {
      const { transcript } = chat()
      const found = transcript.find(message => idOf(message.id) === id)
      const asked = found?.role === 'user' ? found.id : found && askedBefore(transcript, found.id)
      if (!found || !asked)
        return refuse(commandId, 'not-open', 'There is no message that could be answered again.')
      const prefix = transcript.slice(0, transcript.findIndex(message => message.id === asked) + 1)
      void options.ask(commandId, ({ turn }) => turn?.request === commandId, 'regenerate-message', prefix, {
        messageId: found.id,
      })
    },
    'approval.decide'(commandId, { approval, decision, reason, arguments: args, answer }) {
      const found = findPart(
        ({ approval: asked }, id) => asked !== undefined && idOf(asked.id || `${id}-a`) === approval,
      )?.part
      if (found?.state !== 'approval-requested')
        return refuse(commandId, 'not-open', 'It was answered before.')
      if (args !== undefined || answer !== undefined)
        return refuse(commandId, 'bad-command', 'This server takes a yes or a no, and nothing in addition.')
      const { toolCallId } = found
      expectChange(commandId, found)
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
      const { claims, stream } = chat()
      const holder = claims[toolCallId]
      const isOpen = found && state === 'input-available' && !stream && isPending(chat(), found.message)
      if (!isOpen || (holder ?? claim) !== claim)
        return refuse(commandId, 'not-open', 'Another page does it, or it is done.')
      if (!holder) claimAs({ ...claims, [toolCallId]: commandId })
      accept(commandId)
    },
    'tool.release'(commandId, { call, claim }) {
      const { toolCallId = '' } = findPart((_, id) => id === call)?.part ?? {}
      const { [toolCallId]: holder, ...claims } = chat().claims
      if (holder === claim) claimAs(claims)
      accept(commandId)
    },
    'tool.answer'(commandId, { call, output, error }) {
      const found = findPart((_, id) => id === call)?.part
      if (found?.state !== 'input-available') return refuse(commandId, 'not-open', 'It was answered before.')
      expectChange(commandId, found)
      const json = output && 'json' in output ? output.json : null
      sendResult(
        found,
        error === undefined
          ? { output: json, state: 'output-available' }
          : { output: null, state: 'output-error', errorText: error },
      )
    },
  }

  return {
    run(commandId, command) {
      const carryOut = run[command.type] as ((commandId: Id, command: Command) => void) | undefined
      if (carryOut) carryOut(commandId, command)
      else refuse(commandId, 'bad-command', 'This server cannot do that.')
    },
  }
}
