import {
  AssistantRuntimeProvider,
  type ChatModelAdapter,
  MessagePrimitive,
  type ThreadMessageLike,
  ThreadPrimitive,
  useAuiState,
  useLocalRuntime,
} from '@assistant-ui/react'
import { useEffect } from 'react'
import { type CreateStreamSubject, countRow, later, textOf } from './StreamSubject.ts'

function Text({ text }: { readonly text: string }) {
  const isAnswer = useAuiState(state => state.message.role === 'assistant' && state.message.isLast)
  countRow(isAnswer)
  return text
}

function UserMessage() {
  return (
    <MessagePrimitive.Root className="row">
      <MessagePrimitive.Parts components={{ Text }} />
    </MessagePrimitive.Root>
  )
}

function AssistantMessage() {
  return (
    <MessagePrimitive.Root className="row">
      <MessagePrimitive.Parts components={{ Text }} />
    </MessagePrimitive.Root>
  )
}

interface ChatProps {
  readonly adapter: ChatModelAdapter
  readonly initialMessages: readonly ThreadMessageLike[]
  readonly mounted: (send: () => void) => void
}

function Chat({ adapter, initialMessages, mounted }: ChatProps) {
  const runtime = useLocalRuntime(adapter, { initialMessages })
  useEffect(() => mounted(() => runtime.thread.append(textOf(0))), [mounted, runtime])
  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <ThreadPrimitive.Root>
        <ThreadPrimitive.Messages>
          {({ message }) => (message.role === 'user' ? <UserMessage /> : <AssistantMessage />)}
        </ThreadPrimitive.Messages>
      </ThreadPrimitive.Root>
    </AssistantRuntimeProvider>
  )
}

/** `useLocalRuntime` with a model adapter that yields what was said so far, and the primitives of a thread. */
export const createAssistantUi: CreateStreamSubject = messages => {
  const asked = later<void>()
  let send = (): void => undefined
  let text = ''
  let isOver = false
  let more = later<void>()
  const adapter: ChatModelAdapter = {
    async *run() {
      asked.resolve()
      let shown = 0
      while (!isOver || shown < text.length) {
        if (shown === text.length) await more.promise
        more = later<void>()
        shown = text.length
        yield { content: [{ type: 'text', text }] }
      }
    },
  }
  const initialMessages = Array.from(
    { length: messages - 2 },
    (_, index): ThreadMessageLike => ({
      id: `m${index}`,
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: [{ type: 'text', text: textOf(index) }],
    }),
  )
  const mounted = (next: () => void): void => {
    send = next
  }
  return {
    element: <Chat adapter={adapter} initialMessages={initialMessages} mounted={mounted} />,
    async begin() {
      send()
      await asked.promise
    },
    update: delta => () => {
      text += delta
      more.resolve()
    },
    end() {
      isOver = true
      more.resolve()
    },
  }
}
