import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport, type UIMessage } from 'ai'
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
  return <p className="row">{message.parts.map(part => (part.type === 'text' ? part.text : ''))}</p>
})

interface ChatProps {
  readonly messages: UIMessage[]
  readonly transport: DefaultChatTransport<UIMessage>
  readonly throttle: number | undefined
  readonly mounted: (send: () => void) => void
}

function Chat({ messages: initial, transport, throttle, mounted }: ChatProps) {
  const { messages, sendMessage } = useChat({
    messages: initial,
    transport,
    ...(throttle === undefined ? {} : { throttle }),
  })
  useEffect(() => mounted(() => void sendMessage({ text: textOf(0) })), [mounted, sendMessage])
  return messages.map(message => <Row key={message.id} message={message} />)
}

/** `useChat` over its default transport, with rows that are memoized by their message; throttled where `throttle` says so. */
const createChat =
  (throttle?: number): CreateStreamSubject =>
  messages => {
    const asked = later<OpenResponse>()
    let send = (): void => undefined
    let events: OpenResponse | undefined
    const initial = Array.from(
      { length: messages - 2 },
      (_, index): UIMessage => ({
        id: `m${index}`,
        role: index % 2 === 0 ? 'user' : 'assistant',
        parts: [{ type: 'text', text: textOf(index) }],
      }),
    )
    const transport = new DefaultChatTransport<UIMessage>({
      api: '/chat',
      fetch: async () => {
        const opened = openEvents()
        events = opened
        asked.resolve(opened)
        return opened.response
      },
    })
    const encoded = (chunk: object): Uint8Array => encode(`data: ${JSON.stringify(chunk)}\n\n`)
    const write = (chunk: object): void => events?.write(encoded(chunk))
    const mounted = (next: () => void): void => {
      send = next
    }
    return {
      element: <Chat messages={initial} transport={transport} throttle={throttle} mounted={mounted} />,
      async begin() {
        send()
        await asked.promise
        write({ type: 'start', messageId: ANSWER })
        write({ type: 'text-start', id: 'text' })
      },
      update(delta) {
        const bytes = encoded({ type: 'text-delta', id: 'text', delta })
        return () => events?.write(bytes)
      },
      end() {
        write({ type: 'text-end', id: 'text' })
        write({ type: 'finish' })
        events?.close()
      },
    }
  }

/** As it comes. */
export const createAiSdk = createChat()

/** Throttled to 50 ms, as its documentation shows. */
export const createThrottledAiSdk = createChat(50)
