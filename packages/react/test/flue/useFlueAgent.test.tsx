import type * as Theirs from '@flue/react'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useMemo, useState } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test } from 'vitest'
import { createFlueClient, useFlueAgent } from '../../src/flue/index.ts'

const incarnation = 'inc_01M8E431YYEQGGNWADVH760JTY'
const offsetOf = (batch: number) => `${'0'.repeat(16)}_${String(batch).padStart(16, '0')}`

/** A conversation in which `hello` was said and answered, and that takes what is posted; `refuses` is the status it answers with instead. */
interface FakeFlue {
  readonly posts: { readonly body: string; readonly idempotencyKey: string }[]
  readonly seen: Headers[]
  refuses: number
  say(...more: object[]): void
  readonly fetch: typeof fetch
}

function createServer(): FakeFlue {
  const chunks: object[] = []
  const posts: FakeFlue['posts'] = []
  const seen: Headers[] = []
  let wake = (): void => {}
  const server: FakeFlue = {
    posts,
    seen,
    refuses: 0,
    say(...more: object[]) {
      chunks.push(
        ...more.map((chunk, index) => ({
          ...chunk,
          position: { batch: chunks.length + 5 + index, index: 0 },
        })),
      )
      wake()
    },
    fetch: async (input, init) => {
      const query = new URL(String(input)).searchParams
      seen.push(new Headers(init?.headers))
      if (init?.method === 'POST') {
        if (server.refuses > 0)
          return Response.json({ error: { message: 'No.' } }, { status: server.refuses })
        posts.push(JSON.parse(String(init.body)))
        return Response.json({ submissionId: `sub_${posts.length}` }, { status: 202 })
      }
      if (query.get('view') === 'history')
        return Response.json({
          conversationId: 'conv_1',
          offset: offsetOf(4),
          incarnation,
          messages: [
            {
              id: 'entry_1',
              role: 'user',
              purpose: 'user',
              display: 'visible',
              submissionId: 'sub_0',
              parts: [{ type: 'text', text: 'hello', state: 'done' }],
            },
            {
              id: 'entry_2',
              role: 'assistant',
              purpose: 'assistant',
              display: 'visible',
              submissionId: 'sub_0',
              turnId: 'turn_1',
              parts: [
                { type: 'text', text: 'Hello.', state: 'done' },
                {
                  type: 'dynamic-tool',
                  toolName: 'lookup',
                  toolCallId: 'call:1',
                  state: 'output-available',
                  input: { city: 'Rome' },
                  output: { found: true },
                },
                { type: 'data-card', data: { n: 1 } },
              ],
              metadata: { model: 'm' },
            },
            {
              id: 'entry_note',
              role: 'system',
              purpose: 'advisory',
              display: 'diagnostic',
              parts: [{ type: 'text', text: 'A word of the runtime.', state: 'done' }],
            },
          ],
          settlements: [{ submissionId: 'sub_0', outcome: 'completed' }],
        })
      let told = 0
      const encoder = new TextEncoder()
      const stream = new ReadableStream({
        start: controller =>
          controller.enqueue(
            encoder.encode(
              `event: data\ndata:${JSON.stringify([{ type: 'stream-checkpoint', incarnation }])}\n\n`,
            ),
          ),
        async pull(controller) {
          if (told === chunks.length && told > 0)
            await new Promise<void>(resolve => {
              wake = resolve
            })
          const more = chunks.slice(told)
          told = chunks.length
          controller.enqueue(
            encoder.encode(
              `event: data\ndata:${JSON.stringify(more)}\n\nevent: control\ndata:${JSON.stringify({ streamNextOffset: offsetOf(4 + told), upToDate: true })}\n\n`,
            ),
          )
          if (told === 0)
            await new Promise<void>(resolve => {
              wake = resolve
            })
        },
      })
      return new Response(stream)
    },
  }
  return server
}

/** As the documentation of Flue's hook shows a conversation, but for the import. */
function Chat({ server, token }: { readonly server: FakeFlue; readonly token?: string }) {
  const [input, setInput] = useState('')
  const client = useMemo(
    () =>
      createFlueClient({
        url: 'http://flue.test/agents/helper/c1',
        fetch: server.fetch,
        ...(token === undefined ? {} : { token }),
      }),
    [server, token],
  )
  const agent = useFlueAgent({ client })
  return (
    <section data-status={agent.status}>
      {agent.messages.map(message => (
        <article key={message.id} data-role={message.role} data-id={message.id}>
          {message.parts.map(part => (part.type === 'text' ? <p key={part.text}>{part.text}</p> : null))}
        </article>
      ))}
      {agent.failedSends.map(failed => (
        <button type="button" key={failed.id} onClick={() => agent.retrySend(failed.id)}>
          {failed.message}: {failed.error.message}
        </button>
      ))}
      <form
        onSubmit={event => {
          event.preventDefault()
          setInput('')
          agent.sendMessage(input).catch(() => {})
        }}
      >
        <input value={input} onChange={event => setInput(event.target.value)} />
      </form>
      <pre>{JSON.stringify(agent)}</pre>
    </section>
  )
}

function Dormant({ url }: { readonly url?: string }) {
  const agent = useFlueAgent(url === undefined ? {} : { url })
  return <pre>{JSON.stringify(agent)}</pre>
}

const shown = () =>
  JSON.parse(document.querySelector('pre')?.textContent ?? '{}') as Theirs.UseFlueAgentResult
function say(text: string): void {
  fireEvent.change(screen.getByRole('textbox'), { target: { value: text } })
  fireEvent.submit(screen.getByRole('textbox'))
}

afterEach(cleanup)

describe('useFlueAgent', () => {
  test('[C7] gives the history as documented', async () => {
    const server = createServer()
    render(<Chat server={server} token="secret" />)
    await waitFor(() => expect(shown().historyReady).toBe(true))
    const { messages, status, settlements } = shown()
    expect(status).toBe('idle')
    expect(settlements).toEqual([{ submissionId: 'sub_0', outcome: 'completed' }])
    expect(messages).toEqual([
      {
        id: 'entry_1',
        role: 'user',
        purpose: 'user',
        display: 'visible',
        submissionId: 'sub_0',
        parts: [{ type: 'text', text: 'hello', state: 'done' }],
      },
      {
        id: 'entry_2',
        role: 'assistant',
        purpose: 'assistant',
        display: 'visible',
        submissionId: 'sub_0',
        turnId: 'turn_1',
        parts: [
          { type: 'text', text: 'Hello.', state: 'done' },
          {
            type: 'dynamic-tool',
            toolName: 'lookup',
            toolCallId: 'call:1',
            state: 'output-available',
            input: { city: 'Rome' },
            output: { found: true },
          },
          { type: 'data-card', data: { n: 1 } },
        ],
        metadata: { model: 'm' },
      },
      {
        id: 'entry_note',
        role: 'system',
        purpose: 'advisory',
        display: 'diagnostic',
        parts: [{ type: 'text', text: 'A word of the runtime.', state: 'done' }],
      },
    ])
    expect(server.seen[0]?.get('authorization')).toBe('Bearer secret')
  })

  test('[C3] shows a message at once, in the same row once it stands in the conversation, and the answer as it streams', async () => {
    const server = createServer()
    render(<Chat server={server} />)
    await waitFor(() => expect(shown().historyReady).toBe(true))
    say('how are you')
    await waitFor(() =>
      expect(shown().messages.at(-1)?.parts).toEqual([{ type: 'text', text: 'how are you', state: 'done' }]),
    )
    const { id } = shown().messages.at(-1) ?? {}
    await waitFor(() => expect(shown().status).toBe('submitted'))
    await waitFor(() => expect(server.posts).toHaveLength(1))
    const message = {
      id: 'entry_3',
      role: 'user',
      submissionId: 'sub_1',
      parts: [{ type: 'text', text: 'how are you', state: 'done' }],
    }
    server.say({ type: 'message-appended', message })
    server.say({ type: 'message-started', messageId: 'entry_4', submissionId: 'sub_1' })
    server.say({ type: 'message-delta', messageId: 'entry_4', kind: 'text', delta: 'Fi' })
    await waitFor(() =>
      expect(shown().messages.at(-1)?.parts).toEqual([{ type: 'text', text: 'Fi', state: 'streaming' }]),
    )
    expect(shown().status).toBe('streaming')
    expect(shown().messages.filter(row => row.id === id)).toHaveLength(1)
    server.say({ type: 'message-delta', messageId: 'entry_4', kind: 'text', delta: 'ne.' })
    server.say({ type: 'submission-settled', submissionId: 'sub_1', outcome: 'completed' })
    await waitFor(() => expect(shown().status).toBe('idle'))
    expect(shown().messages.at(-1)?.parts).toMatchObject([{ text: 'Fine.' }])
  })

  test('[C3] keeps failed messages beside later ones until they are sent again', async () => {
    const server = createServer()
    render(<Chat server={server} />)
    await waitFor(() => expect(shown().historyReady).toBe(true))
    server.refuses = 400
    say('first')
    await waitFor(() => expect(shown().failedSends).toHaveLength(1))
    say('second')
    await waitFor(() => expect(shown().failedSends).toHaveLength(2))
    expect(shown().failedSends.map(({ message }) => message)).toEqual(['first', 'second'])
    expect(shown().status).toBe('error')
    server.refuses = 0
    act(() => screen.getByText('first: No.').click())
    await waitFor(() => expect(server.posts.map(({ body }) => body)).toEqual(['first']))
    await waitFor(() => expect(shown().failedSends.map(({ message }) => message)).toEqual(['second']))
  })

  test('[C7] does nothing without an address, and on a server without a host', async () => {
    render(<Dormant />)
    expect(shown()).toMatchObject({ messages: [], status: 'idle', historyReady: false })
    expect(renderToString(<Dormant url="/agents/helper/c1" />)).toContain('idle')
  })
})
