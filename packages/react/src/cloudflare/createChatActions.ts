import {
  idOf,
  MESSAGE_PART,
  type MessageExtra,
  messagesOf,
  partId,
  type UiMessage,
} from '@sluice/client/cloudflare'
import type { Json } from '@sluice/protocol'
import type { UIMessage } from 'ai'
import type {
  AddToolOutputOptions,
  AgentChatResult,
  AITool,
  ChatSendOptions,
  ClientToolSchema,
  UseAgentChatOptions,
} from './chatTypes.ts'
import type { HeldAgent } from './createHeldAgent.ts'
import { toFileParts } from './toFileParts.ts'

/** What can be done in a chat. */
export type ChatActions<M extends UIMessage> = Pick<
  AgentChatResult<M>,
  | 'sendMessage'
  | 'regenerate'
  | 'stop'
  | 'resumeStream'
  | 'setMessages'
  | 'addToolOutput'
  | 'addToolResult'
  | 'addToolApprovalResponse'
  | 'clearHistory'
>

/** What the server is told of tools: those that are done in the page; undefined where there are none. */
export function extractClientToolSchemas(
  tools: Readonly<Record<string, AITool>> = {},
): ClientToolSchema[] | undefined {
  const schemas = Object.entries(tools).flatMap(([name, { description, parameters, execute }]) =>
    execute ? [{ name, description, ...(parameters ? { parameters } : {}) }] : [],
  )
  return schemas.length > 0 ? schemas : undefined
}

/** Creates the actions of a chat; `latest` gives the options as they are at the time. */
export function createChatActions<M extends UIMessage>(
  held: HeldAgent,
  latest: () => UseAgentChatOptions<unknown, M>,
  setLocal: (messages: M[] | null) => void,
): ChatActions<M> {
  const { backend, store } = held
  // The shapes are the same; that of the AI SDK says more about what is in them.
  const shown = (): M[] => messagesOf(backend.chat.getSnapshot()) as unknown as M[]

  /** The body of a request: what is the same for all, what is of this one, and the tools of the page. */
  async function bodyFor(
    trigger: 'submit-message' | 'regenerate-message',
    messages: M[],
    { body: own, metadata }: ChatSendOptions = {},
    messageId?: string,
  ): Promise<Record<string, unknown>> {
    const { body, prepareSendMessagesRequest, tools, id } = latest()
    const common = typeof body === 'function' ? await body() : body
    const clientTools = extractClientToolSchemas(tools)
    const sent = { ...common, ...own, ...(clientTools ? { clientTools } : {}) }
    const prepared = await prepareSendMessagesRequest?.({
      id: id ?? backend.session.id,
      messages,
      trigger,
      body: sent,
      ...(messageId === undefined ? {} : { messageId }),
      ...(metadata === undefined ? {} : { requestMetadata: metadata }),
    })
    return { ...sent, ...prepared?.body, ...own }
  }

  function findCall(toolCallId: string) {
    for (const { id, parts } of messagesOf(backend.chat.getSnapshot()).toReversed()) {
      const at = parts.findIndex(part => part.toolCallId === toolCallId)
      if (at >= 0) return partId(id, at)
    }
    return null
  }

  function addToolOutput({ toolCallId, output, state, errorText }: AddToolOutputOptions): void {
    const call = findCall(toolCallId)
    if (call === null) return
    const { commandId: claim } = store.send({ type: 'tool.claim', call })
    const end =
      state === 'output-error'
        ? { error: errorText || 'The page failed.' }
        : { output: { json: (output ?? null) as Json } }
    store.send({ type: 'tool.answer', call, claim, ...end })
  }

  /** The message before: what is said behind one whose files are still being read goes out behind it. */
  let before: Promise<unknown> = Promise.resolve()

  async function send(
    input: Parameters<ChatActions<M>['sendMessage']>[0],
    options: ChatSendOptions | undefined,
    last: Promise<unknown>,
  ): Promise<void> {
    const reading = toFileParts(input.files ?? [])
    // What the one before it failed with is told whoever sent that.
    await Promise.allSettled([reading, last])
    const files = await reading
    const text = 'text' in input && input.text !== undefined ? [{ type: 'text', text: input.text }] : []
    const parts = 'parts' in input && input.parts ? input.parts : [...files, ...text]
    const message = {
      role: 'user',
      parts,
      ...(input.metadata === undefined ? {} : { metadata: input.metadata }),
    } as unknown as MessageExtra['message']
    const body = await bodyFor('submit-message', [...shown(), message as unknown as M], options)
    const data = { message, body } as unknown as Json
    store.send({ type: 'message.send', parts: [{ kind: 'data', name: MESSAGE_PART, data }] })
  }

  return {
    sendMessage(input, options) {
      const sent = send(input, options, before)
      before = sent
      return sent
    },
    async regenerate({ messageId, ...options } = {}) {
      const message = messageId ?? shown().findLast(({ role }) => role === 'assistant')?.id
      if (message === undefined) return
      held.regenerateBody = () => bodyFor('regenerate-message', shown(), options, message)
      store.send({ type: 'message.retry', message: idOf(message) })
    },
    async stop() {
      const run = store.run().getSnapshot()
      if (run?.status === 'open') store.send({ type: 'run.stop', run: run.id }).accepted.catch(() => {})
    },
    // It is always resumed.
    resumeStream: async () => {},
    setMessages(next) {
      const messages = typeof next === 'function' ? next(shown()) : next
      if (latest().syncMessagesToServer === false) setLocal(messages)
      else backend.replace(messages as unknown as UiMessage[])
    },
    addToolOutput,
    addToolResult: addToolOutput,
    addToolApprovalResponse({ id, approved, reason }) {
      const decision = approved ? 'approved' : 'denied'
      store.send({ type: 'approval.decide', approval: idOf(id), decision, ...(reason ? { reason } : {}) })
    },
    clearHistory: () => backend.clear(),
  }
}
