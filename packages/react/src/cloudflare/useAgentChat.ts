import type { OutboxEntry } from '@sluice/client'
import {
  type Chat,
  isPending,
  MESSAGE_PART,
  type MessageExtra,
  messagesOf,
  turnOf,
} from '@sluice/client/cloudflare'
import type { UIMessage } from 'ai'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useReadable } from '../useReadable.ts'
import { attendChat } from './attendChat.ts'
import type { AgentChatResult, UseAgentChatOptions } from './chatTypes.ts'
import { createChatActions } from './createChatActions.ts'
import { heldAgent } from './createHeldAgent.ts'

const emptyOutbox: readonly OutboxEntry[] = []

/** The messages of the outbox, in the shape of the AI SDK. */
const waitingIn = (outbox: readonly OutboxEntry[], { transcript }: Chat) =>
  outbox.flatMap(({ command, commandId, status }) => {
    if (command.type !== 'message.send' || status === 'refused') return []
    const [part] = command.parts
    if (part?.kind !== 'data' || part.name !== MESSAGE_PART || transcript.some(({ id }) => id === commandId))
      return []
    return [{ ...(part.data as unknown as MessageExtra).message, id: commandId }]
  })

/**
 * The chat of an agent that `useAgent` of this package returned: takes the options and gives the result of `useAgentChat` of `@cloudflare/ai-chat/react`, on our
 * client. A turn that ends while the page is away is whole when it is back, and no transcript of the page is ever put in the place of the server's, but by `setMessages`.
 *
 * @example
 * const { messages, sendMessage, status } = useAgentChat({ agent: useAgent({ agent: 'ChatAgent' }) })
 */
export function useAgentChat<State = unknown, M extends UIMessage = UIMessage>(
  options: UseAgentChatOptions<State, M>,
): AgentChatResult<M> {
  const held = heldAgent(options.agent)
  const { backend, store } = held
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const [local, setLocal] = useState<M[] | null>(null)
  const [initial, setInitial] = useState<M[]>(options.messages ?? [])
  const [cleared, clear] = useState<string | null>(null)
  const actions = useMemo(
    () => createChatActions<M>(held, () => latest.current as UseAgentChatOptions<unknown, M>, setLocal),
    [held],
  )
  const chat = useReadable(backend.chat, backend.chat.getSnapshot())
  const outbox = useReadable(store.outbox(), emptyOutbox)
  const run = useReadable(store.run(), null)
  const isReady = useReadable(backend.isReady, false)
  const closed = useReadable(backend.closed, null)

  useEffect(
    () => attendChat(held, () => latest.current as UseAgentChatOptions<unknown, M>, actions),
    [held, actions],
  )
  useEffect(() => {
    const { getInitialMessages } = latest.current
    const { agent, id: name } = backend.session
    void getInitialMessages?.({ agent, name }).then(setInitial)
  }, [backend])

  const turn = useMemo(() => turnOf(chat), [chat])
  const waiting = useMemo(() => waitingIn(outbox, chat), [outbox, chat])
  const messages = useMemo(() => {
    const known = chat.isLoaded || isReady ? messagesOf(chat) : []
    const all = [...known, ...waiting]
    // The shapes are the same; that of the AI SDK says more about what is in them.
    return local ?? (all.length > 0 || isReady ? (all as unknown as M[]) : initial)
  }, [chat, isReady, waiting, local, initial])

  const isOpen = turn?.status === 'open'
  const isOwn = turn !== null && (chat.sent[turn.request] !== undefined || chat.stream?.wasReplayed === true)
  const isWriting = chat.stream !== null && chat.stream.draft !== chat.stream.base
  const answer = messagesOf(chat).at(-1)
  const awaitsPage = isOpen && answer?.role === 'assistant' && chat.stream === null && isPending(chat, answer)
  const failure = run?.status === 'failed' && run.id !== cleared ? run.error : null
  const isSending = waiting.length > 0
  const status =
    isSending || (isOpen && isOwn && !isWriting && !awaitsPage)
      ? 'submitted'
      : isOpen && isOwn && isWriting
        ? 'streaming'
        : failure
          ? 'error'
          : 'ready'
  const isServerStreaming = isOpen && (!isOwn || awaitsPage)
  const error = useMemo(() => (failure ? new Error(failure.message) : undefined), [failure])

  return {
    ...actions,
    id: options.id ?? backend.session.id,
    messages,
    status,
    error,
    clearError: () => clear(run?.id ?? null),
    isServerStreaming,
    isStreaming: status === 'streaming' || isServerStreaming,
    isRecovering: chat.isRecovering,
    isToolContinuation:
      isOpen && !isOwn && (turn?.held !== null || chat.stream?.base.message.parts.length !== 0),
    connectionError: closed ? options.agent.connectionError : null,
  }
}
