import { useFlueAgent } from '@flue/react'
import { createFlueClient, type FlueConversationMessage } from '@flue/sdk'
import { memo } from 'react'
import {
  type CreateStreamSubject,
  countRow,
  encode,
  later,
  type OpenResponse,
  openEvents,
  textOf,
} from './StreamSubject.ts'

const ANSWER = 'entry_answer'
const conversationId = 'conv_01M81P2XSBGNE4SPKJZMVWWR2X'
const offsetOf = (batch: number): string => `${'0'.repeat(16)}_${String(batch).padStart(16, '0')}`

const Row = memo(function Row({ message }: { readonly message: FlueConversationMessage }) {
  countRow(message.id === ANSWER)
  return <p className="row">{message.parts.map(part => (part.type === 'text' ? part.text : ''))}</p>
})

type FlueClient = ReturnType<typeof createFlueClient>

function Chat({ client }: { readonly client: FlueClient }) {
  const { messages } = useFlueAgent({ client })
  return messages.map(message => <Row key={message.id} message={message} />)
}

/** `useFlueAgent` with rows that are memoized by their message. */
export const createFlue: CreateStreamSubject = messages => {
  const following = later<OpenResponse>()
  let events: OpenResponse | undefined
  let batch = 0
  const history = {
    v: 1,
    conversationId,
    offset: offsetOf(0),
    incarnation: 'inc_1',
    settlements: [],
    messages: Array.from({ length: messages }, (_, index) => {
      const isAnswer = index === messages - 1
      return {
        id: isAnswer ? ANSWER : `entry_${index}`,
        role: isAnswer ? 'assistant' : 'user',
        purpose: isAnswer ? 'assistant' : 'user',
        display: 'visible',
        submissionId: `sub_${index}`,
        parts: [
          { type: 'text', text: isAnswer ? '' : textOf(index), state: isAnswer ? 'streaming' : 'done' },
        ],
      }
    }),
  }
  const answer = (input: string | URL | Request): Response => {
    const { searchParams } = new URL(input instanceof Request ? input.url : input)
    const headers = { 'Stream-Next-Offset': offsetOf(0), 'Stream-Up-To-Date': 'true' }
    if (searchParams.get('view') === 'history') return Response.json(history, { headers })
    if (searchParams.get('live') !== 'sse')
      return Response.json([{ type: 'stream-checkpoint', incarnation: 'inc_1' }], { headers })
    const opened = openEvents(headers)
    events = opened
    following.resolve(opened)
    return opened.response
  }
  const client = createFlueClient({
    url: `${location.origin}/agents/triage/bench`,
    fetch: async input => answer(input),
  })
  return {
    element: <Chat client={client} />,
    async begin() {
      await following.promise
    },
    update(delta) {
      batch += 1
      const chunk = {
        type: 'message-delta',
        conversationId,
        messageId: ANSWER,
        kind: 'text',
        delta,
        position: { batch, index: 0 },
      }
      const control = { streamNextOffset: offsetOf(batch), upToDate: true }
      const bytes = encode(
        `event: data\ndata:${JSON.stringify([chunk])}\n\nevent: control\ndata:${JSON.stringify(control)}\n\n`,
      )
      return () => events?.write(bytes)
    },
    end: () => events?.close(),
  }
}
