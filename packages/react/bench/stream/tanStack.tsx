import { fetchServerSentEvents, type UIMessage, useChat } from '@tanstack/ai-react'
import { memo, useEffect } from 'react'
import {
  type CreateStreamSubject,
  countRow,
  encode,
  later,
  type OpenResponse,
  openEvents,
  textOf,
} from './StreamSubject.ts'

const ANSWER = 'answer'

const Row = memo(function Row({ message }: { readonly message: UIMessage }) {
  countRow(message.id === ANSWER)
  return <p className="row">{message.parts.map(part => (part.type === 'text' ? part.content : ''))}</p>
})

interface ChatProps {
  readonly messages: UIMessage[]
  readonly connection: ReturnType<typeof fetchServerSentEvents>
  readonly mounted: (send: () => void) => void
}

function Chat({ messages: initialMessages, connection, mounted }: ChatProps) {
  const { messages, sendMessage } = useChat({ connection, initialMessages })
  useEffect(() => mounted(() => void sendMessage(textOf(0))), [mounted, sendMessage])
  return messages.map(message => <Row key={message.id} message={message} />)
}

/** `useChat` of TanStack AI over server-sent events, with rows that are memoized by their message. */
export const createTanStack: CreateStreamSubject = messages => {
  const asked = later<OpenResponse>()
  let send = (): void => undefined
  let events: OpenResponse | undefined
  const initial = Array.from(
    { length: messages - 2 },
    (_, index): UIMessage => ({
      id: `m${index}`,
      role: index % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', content: textOf(index) }],
    }),
  )
  const connection = fetchServerSentEvents('/chat', {
    fetchClient: async () => {
      const opened = openEvents()
      events = opened
      asked.resolve(opened)
      return opened.response
    },
  })
  const encoded = (event: object): Uint8Array =>
    encode(`data: ${JSON.stringify({ timestamp: Date.now(), model: 'bench', ...event })}\n\n`)
  const write = (event: object): void => events?.write(encoded(event))
  const mounted = (next: () => void): void => {
    send = next
  }
  return {
    element: <Chat messages={initial} connection={connection} mounted={mounted} />,
    async begin() {
      send()
      await asked.promise
      write({ type: 'RUN_STARTED', runId: 'run', threadId: 'thread' })
      write({ type: 'TEXT_MESSAGE_START', messageId: ANSWER, role: 'assistant' })
    },
    update(delta) {
      const bytes = encoded({ type: 'TEXT_MESSAGE_CONTENT', messageId: ANSWER, delta })
      return () => events?.write(bytes)
    },
    end() {
      write({ type: 'TEXT_MESSAGE_END', messageId: ANSWER })
      write({ type: 'RUN_FINISHED', runId: 'run', threadId: 'thread', finishReason: 'stop' })
      events?.close()
    },
  }
}
