import type { BlobRef, Command, Id, Json, SessionRef } from '@sluice/protocol'
import type { AnswerFrame, RequestFrame } from '../../backend/Backend.ts'
import type { Environment } from '../../environment.ts'
import type { AgentOptions } from '../AgentOptions.ts'
import { assemble } from '../assemble.ts'
import type { CallOptions } from '../CallOptions.ts'
import { askedBefore, type Chat, messagesOf, newTurn, upsert } from '../Chat.ts'
import type { ChatSteps } from '../channel/ChatSteps.ts'
import type { Commands, CommandsOptions } from '../createCommands.ts'
import { createJournal, type Journal } from '../createJournal.ts'
import { idOf } from '../ids.ts'
import type { More } from '../More.ts'
import { type ChatStep, confirm, newStream } from '../receive.ts'
import type { ToolRun, Turn } from '../Scene.ts'
import type { AgentFrame, UiMessage } from '../wire.ts'
import { childSceneOf } from './childSceneOf.ts'
import { createAnswers } from './createAnswers.ts'
import { createCalls } from './createCalls.ts'
import { createChannelLink } from './createChannelLink.ts'
import { createFiles } from './createFiles.ts'
import { createStatePatches } from './createStatePatches.ts'
import { more } from './more.ts'
import { turnOf } from './pending.ts'
import { loadMore, receiveMore, release } from './receiveMore.ts'
import { receiveToolEvent } from './receiveToolEvent.ts'

/** What a Web Channel has in common with the older protocol. */
const steps: ChatSteps = { assemble, askedBefore, messagesOf, newTurn, upsert, confirm, newStream }

/** No request has this name, so that its end is an answer that costs the server nothing. */
const PING = 'sluice-ping'

/** How long a message that was sent to a busy agent may take until it is in the transcript. */
const BUSY_MS = 300

/** What the extras need of their connection. */
export type ExtrasOptions = Pick<CommandsOptions, 'chat' | 'change' | 'accept' | 'refuse'> &
  Pick<AgentOptions, 'pingMethod' | 'clientTools' | 'isChannel'> &
  Pick<Commands, 'say' | 'ask' | 'expect' | 'fail'> & {
    readonly environment: Environment
    /** The session of the agent itself. */
    readonly root: SessionRef
    /** The connection is of no use any more. */
    lose(): void
    /** Calls back after a while, if the connection is still the same. */
    after(ms: number, run: () => void): void
    fetch(): void
    /** Sends a frame; tells whether there was a socket. */
    send(frame: object): boolean
    answer(frame: AnswerFrame): void
    /** Numbers the events of all sessions. */
    next(): number
  }

/** What a conversation can begin without: methods, patches of the state, answers of people and pages, agents that tools opened. Loaded behind the first conversation. */
export interface Extras extends More {
  /** Whether the agent speaks over a Web Channel. */
  isChannel(): boolean
  /** Asks something that is answered. */
  ping(): void
  /** Sends a frame, in the words that the server takes; tells whether there was a socket. */
  send(frame: object): boolean
  /** Calls a method. [A14] */
  call(method: string, args: readonly unknown[], options?: CallOptions): Promise<Json>
  /** Reads and holds a file for a message; as long as the page lives. */
  upload(file: Blob): Promise<BlobRef>
  /** Carries out a command, or refuses it. */
  run(commandId: Id, command: Command): void
  /** Deletes the conversation for everybody. */
  clear(): void
  /** Puts another transcript in the place of the one that the server has; not while an answer is written. */
  replace(messages: readonly UiMessage[]): void
  /** Ends the wait for what might have gone on with a turn. */
  release(): void
  /** The turn as it is to be shown: open as long as its answer waits for somebody. */
  turnOf(chat: Chat): Turn | null
  /** Takes over the transcript that was fetched, or that there is none. */
  load(chat: Chat, messages: readonly UiMessage[] | null): Chat
  /** Says what comes of a frame that a first conversation does without. */
  receive(frame: AgentFrame): ChatStep
  /** Begins or ends to give a channel what becomes of an agent that a tool opened; a session that is not there is closed. */
  subscribe(frame: RequestFrame & { readonly type: 'subscribe' }): void
  unsubscribe(channel: number): void
  /** Gives to the channels what is new. */
  show(): void
  /** Sends what waited for a connection. */
  connected(): void
  /** The connection has ended; with `isOver` there will be no other. */
  dropped(isOver: boolean): void
}

/** Creates the extras of an agent. [C7] */
export function createExtras(options: ExtrasOptions): Extras {
  const { environment, root, chat, change, accept, answer } = options
  const { pingMethod = 'sluicePing', clientTools = [], isChannel = false } = options
  const link = createChannelLink(
    { ...options, clientTools, steps, more, newId: environment.newId },
    isChannel,
  )
  const send: Extras['send'] = frame =>
    link.isUsed() ? (link.present()?.send(frame) ?? false) : options.send(frame)
  const calls = createCalls(environment, options.send)
  const { upload, urlOf } = createFiles(environment.newId)
  const journals = new Map<string, Journal>()
  let shownRuns: readonly ToolRun[] = []

  const patches = createStatePatches({
    state: () => chat().state,
    send: state => send({ type: 'cf_agent_state', state }),
    // Any answer says that the server has worked off what came before.
    reached: () =>
      calls.call(pingMethod, []).then(
        () => {},
        () => {},
      ),
    accepted(commandId, state) {
      change({ ...chat(), state })
      accept(commandId)
    },
    refused: (commandId, reason) => options.refuse(commandId, 'state-refused', reason),
  })
  const answers = createAnswers({
    ...options,
    send,
    urlOf,
    turn: () => turnOf(chat()),
    reloadSoon: () => options.after(BUSY_MS, options.fetch),
    patch({ patch }, commandId) {
      if (link.isUsed()) options.refuse(commandId, 'bad-command', 'A Web Channel has no state.')
      else patches.add(commandId, patch)
    },
  })

  function receive(frame: AgentFrame): ChatStep {
    if (frame.type.startsWith('channels:')) {
      link.receive(frame)
      return [chat()]
    }
    if (frame.type === 'agent-tool-event' && frame.event)
      return [receiveToolEvent(chat(), frame, frame.event)]
    if (frame.type === 'rpc') calls.receive(frame)
    else if (frame.type === 'cf_agent_state_error') patches.refuse(`${frame.error}`)
    return receiveMore(chat(), frame)
  }

  /** Tells the server of another transcript; who does so is not told of it. */
  function replace(frame: object, transcript: readonly UiMessage[]): void {
    send(frame)
    change({ ...chat(), transcript, stream: null, turn: null, runs: [], sent: {} })
  }

  function ping(): void {
    // While an answer is written the first would ask for it once more.
    if (link.isUsed()) link.present()?.ping()
    else if (chat().isChat && !chat().stream) send({ type: 'cf_agent_stream_resume_ack', id: PING })
    else send({ type: 'rpc', id: PING, method: pingMethod, args: [] })
  }

  return {
    ...more,
    isChannel: link.isUsed,
    ping,
    send,
    turnOf,
    load: loadMore,
    call: calls.call,
    upload,
    run: answers.run,
    receive,
    clear: () => replace({ type: 'cf_agent_chat_clear' }, []),
    replace(messages) {
      if (!chat().stream && !link.isUsed()) replace({ type: 'cf_agent_chat_messages', messages }, messages)
    },
    release: () => change(release(chat())),
    subscribe(frame) {
      const { channel } = frame
      const id = 'session' in frame ? frame.session.id : ''
      const run = chat().runs.find(({ runId }) => idOf(runId) === id)
      if (!run) return answer({ type: 'closed', channel, reason: 'not-found' })
      const journal = journals.get(id) ?? createJournal(options.next, environment.now, answer, () => more)
      journals.set(id, journal)
      journal.show(childSceneOf(chat(), root.id, run))
      journal.open(channel)
    },
    unsubscribe(channel) {
      for (const journal of journals.values()) journal.close(channel)
    },
    show() {
      const { runs, skipped } = chat()
      for (const id of skipped)
        options.fail(id, 'not-idle', 'The agent is busy, and takes no other message meanwhile.')
      for (const run of runs)
        if (!shownRuns.includes(run)) journals.get(idOf(run.runId))?.show(childSceneOf(chat(), root.id, run))
      shownRuns = runs
    },
    connected: calls.flush,
    dropped(isOver) {
      calls.drop(isOver)
      if (isOver) return
      link.drop()
      patches.drop()
      journals.clear()
      shownRuns = []
    },
  }
}
