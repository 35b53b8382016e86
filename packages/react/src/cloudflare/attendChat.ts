import { isPending, messagesOf, readAgentFrame, type UiPart } from '@sluice/client/cloudflare'
import type { UIMessage } from 'ai'
import type { ChatTurnEndEvent, UseAgentChatOptions } from './chatTypes.ts'
import type { ChatActions } from './createChatActions.ts'
import type { HeldAgent } from './createHeldAgent.ts'

const toolOf = ({ type, toolName }: UiPart): string => toolName ?? type.slice('tool-'.length)

/** Tells the callbacks of a chat what happens, and has the calls done that wait for a page. Returns how to stop. */
export function attendChat<M extends UIMessage>(
  { backend, store }: HeldAgent,
  latest: () => UseAgentChatOptions<unknown, M>,
  actions: ChatActions<M>,
): () => void {
  /** The calls that were given to the page. */
  const given = new Set<string>()
  let errors = new Map<string, string>()
  let last = store.run().getSnapshot()

  async function doCall(part: UiPart): Promise<void> {
    const { toolCallId = '', input } = part
    const toolName = toolOf(part)
    const { tools, onToolCall } = latest()
    const execute = tools?.[toolName]?.execute
    if (onToolCall)
      await onToolCall({ toolCall: { toolCallId, toolName, input }, addToolOutput: actions.addToolOutput })
    else if (execute)
      try {
        actions.addToolOutput({ toolCallId, output: await execute(input) })
      } catch (cause) {
        actions.addToolOutput({ toolCallId, state: 'output-error', errorText: `${cause}` })
      }
  }

  function lookForCalls(): void {
    const chat = backend.chat.getSnapshot()
    const answer = messagesOf(chat).at(-1)
    if (chat.stream || answer?.role !== 'assistant' || !isPending(chat, answer)) return
    for (const part of answer.parts) {
      if (part.state !== 'input-available' || !part.toolCallId || given.has(part.toolCallId)) continue
      given.add(part.toolCallId)
      void doCall(part)
    }
  }

  function hear(data: unknown): void {
    const frame = readAgentFrame(data)
    if (frame?.type !== 'cf_agent_use_chat_response') return
    const { id: requestId = '', body = '', done, error, messageIds, replay = false } = frame
    const { onTurnEnd, onData } = latest()
    if (error) errors.set(requestId, body)
    const chunk = !done && !error ? readAgentFrame(body) : null
    if (chunk?.type.startsWith('data-')) onData?.(chunk as never)
    const isKnown = messageIds !== undefined || backend.chat.getSnapshot().turn?.request === requestId
    if (!done || frame.outcome === 'recovering' || !isKnown) return
    const failure = errors.get(requestId)
    errors = new Map()
    const outcome = frame.outcome ?? (failure === undefined ? 'completed' : 'error')
    const event: ChatTurnEndEvent = {
      requestId,
      outcome,
      replay,
      ...(messageIds ? { messageIds: [...messageIds] } : {}),
      ...(failure === undefined ? {} : { error: failure }),
    }
    onTurnEnd?.(event)
  }

  function lookForEnd(): void {
    const run = store.run().getSnapshot()
    const before = last
    last = run
    if (!run || run.status === 'open' || before?.status !== 'open') return
    const { onFinish, onError } = latest()
    const isError = run.status === 'failed'
    if (isError) onError?.(new Error(run.error?.message))
    const messages = messagesOf(backend.chat.getSnapshot()) as unknown as M[]
    const message = messages.at(-1)
    if (message)
      onFinish?.({ message, messages, isAbort: run.status === 'stopped', isDisconnect: false, isError })
  }

  /** There is nothing on these pages with which a person could do it. */
  function lookForWaiting(): void {
    for (const { command, commandId, status, error } of store.outbox().getSnapshot()) {
      if (command.type === 'message.send' && status === 'expired') store.retry(commandId)
      if (command.type === 'state.patch' || status !== 'refused') continue
      store.discard(commandId)
      if (command.type === 'message.send') latest().onError?.(new Error(error?.message))
    }
  }

  const leaves = [
    store.outbox().subscribe(lookForWaiting),
    backend.onMessage(hear),
    backend.chat.subscribe(lookForCalls),
    store.run().subscribe(lookForEnd),
  ]
  lookForCalls()
  return () => {
    for (const leave of leaves) leave()
  }
}
