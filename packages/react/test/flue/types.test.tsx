import type * as Theirs from '@flue/react'
import type * as TheirClient from '@flue/sdk'
import type * as ours from '@sluice/react/flue'
import {
  type AgentStatus,
  createFlueClient,
  type DeliveredAttachment,
  type FailedSend,
  type FlueConversationMessage,
  type FlueConversationPart,
  type FlueConversationSettlement,
  type PromptUsage,
  useFlueAgent,
} from '@sluice/react/flue'
import { type FormEvent, useMemo, useState } from 'react'
import { expectTypeOf, test } from 'vitest'

/** Names that one type has and another has not. */
type Without<A, B> = Exclude<keyof A, keyof B>

/** Names whose values in one type cannot stand where the other type is expected. */
type Unlike<A, B> = {
  [K in keyof A & keyof B]-?: [A[K]] extends [B[K]] ? never : K
}[keyof A & keyof B]

test('[C7] the options of useFlueAgent are those of @flue/react, but for the client', () => {
  expectTypeOf<Without<Theirs.UseFlueAgentOptions, ours.UseFlueAgentOptions>>().toBeNever()
  expectTypeOf<Unlike<Theirs.UseFlueAgentOptions, ours.UseFlueAgentOptions>>().toEqualTypeOf<'client'>()
  type TheirOptions = TheirClient.CreateFlueClientOptions
  expectTypeOf<Without<TheirOptions, ours.CreateFlueClientOptions>>().toBeNever()
  expectTypeOf<Unlike<TheirOptions, ours.CreateFlueClientOptions>>().toBeNever()
  expectTypeOf<Without<TheirClient.FlueClient, ours.FlueClient>>().toEqualTypeOf<
    'history' | 'observe' | 'read' | 'send' | 'wait'
  >()
  expectTypeOf<Unlike<ours.FlueClient, TheirClient.FlueClient>>().toEqualTypeOf<'abort'>()
})

test('[C7] what useFlueAgent gives is what @flue/react gives', () => {
  expectTypeOf<ours.UseFlueAgentResult>().toExtend<Theirs.UseFlueAgentResult>()
  expectTypeOf<Without<ours.UseFlueAgentResult, Theirs.UseFlueAgentResult>>().toEqualTypeOf<
    'retrySend' | 'discardSend'
  >()
  expectTypeOf<Parameters<Theirs.UseFlueAgentResult['sendMessage']>>().toExtend<
    Parameters<ours.UseFlueAgentResult['sendMessage']>
  >()
  expectTypeOf<FlueConversationMessage>().toEqualTypeOf<Theirs.FlueConversationMessage>()
  expectTypeOf<FlueConversationPart>().toEqualTypeOf<Theirs.FlueConversationPart>()
  expectTypeOf<FailedSend>().toEqualTypeOf<Theirs.FailedSend>()
  expectTypeOf<AgentStatus>().toEqualTypeOf<Theirs.AgentStatus>()
  expectTypeOf<PromptUsage>().toEqualTypeOf<Theirs.PromptUsage>()
  expectTypeOf<Theirs.DeliveredAttachment>().toExtend<DeliveredAttachment>()
  expectTypeOf<
    Without<Theirs.FlueConversationSettlement, FlueConversationSettlement>
  >().toEqualTypeOf<'answeredBySubmissionId'>()
})

test('[C7] what cannot be honoured does not compile', () => {
  const never = (theirs: TheirClient.FlueClient) => {
    // @ts-expect-error A client of Flue's own does not show its stream; ours is made by createFlueClient of this entry.
    useFlueAgent({ client: theirs })
    const client = createFlueClient({ url: '/agents/triage/c1' })
    // @ts-expect-error A single read is what the history of the hook is for.
    client.history()
    // @ts-expect-error The hook sends.
    client.send({ message: { kind: 'user', body: 'Hi.' } })
    // @ts-expect-error That the work ends is said by the conversation.
    client.abort().then(() => {})
    // @ts-expect-error There is no stop: what the server does goes on without this page.
    useFlueAgent().stop()
  }
  expectTypeOf(never).toBeFunction()
})

// What the documents of Flue show of this hook, in other words and with its import changed.

function Talk({ id }: { readonly id: string }) {
  const [draft, setDraft] = useState('')
  const [failure, setFailure] = useState<string>()
  const agent = useFlueAgent({ url: `/api/agents/triage/${id}` })
  async function say(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setDraft('')
    try {
      await agent.sendMessage(draft.trim())
    } catch (cause) {
      setFailure(cause instanceof Error ? cause.message : `${cause}`)
    }
  }
  return (
    <section aria-busy={agent.status === 'submitted' || agent.status === 'streaming'}>
      {agent.historyReady && agent.messages.length === 0 && <p>Nothing was said.</p>}
      {agent.messages.map(message => (
        <Message key={message.id} message={message} />
      ))}
      {agent.failedSends.map((failed: FailedSend) => (
        <button key={failed.id} type="button" onClick={() => agent.sendMessage(failed.message)}>
          {failed.error.message}
        </button>
      ))}
      <form onSubmit={say}>
        <input value={draft} onChange={event => setDraft(event.target.value)} />
      </form>
      {failure ?? agent.error?.message}
    </section>
  )
}

function Message({ message }: { readonly message: FlueConversationMessage }) {
  if (message.display === 'hidden') return null
  const usage = message.metadata?.usage as PromptUsage | undefined
  return (
    <article data-role={message.role} data-outcome={message.settlement?.outcome}>
      {message.parts.map(part => (
        <p key={part.type}>{shown(part)}</p>
      ))}
      {usage?.totalTokens}
    </article>
  )
}

function shown(part: FlueConversationPart) {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.state === 'streaming' ? `${part.text}…` : part.text
    case 'file':
      return part.url === undefined ? part.mediaType : <a href={part.url}>{part.filename}</a>
    case 'dynamic-tool':
      return part.state === 'output-error' ? part.errorText : `${part.toolName} ${part.durationMs ?? ''}`
    default:
      return JSON.stringify(part.data)
  }
}

function WithToken({ id, token }: { readonly id: string; readonly token: string }) {
  const client = useMemo(
    () =>
      createFlueClient({
        url: `/api/agents/triage/${id}`,
        token,
        headers: async () => ({ 'x-tenant': 'a' }),
        fetch: (input, init) => fetch(input, init),
      }),
    [id, token],
  )
  const { sendMessage, settlements, status } = useFlueAgent({ client, live: 'long-poll' })
  const image: DeliveredAttachment = { type: 'image', data: 'AAAA', mimeType: 'image/png', filename: 'a.png' }
  const isDone = (of: string) =>
    settlements.some(
      ({ submissionId, outcome }: FlueConversationSettlement) => submissionId === of && outcome !== 'failed',
    )
  expectTypeOf(status).toEqualTypeOf<AgentStatus>()
  return (
    <button type="button" onClick={() => sendMessage('Look.', { images: [image] })} onBlur={client.abort}>
      {isDone('sub_1') ? client.attachmentUrl('a1') : client.url}
    </button>
  )
}

function Later({ url }: { readonly url?: string }) {
  const { refresh, messages } = useFlueAgent(url === undefined ? {} : { url })
  const { status } = useFlueAgent()
  return (
    <button type="button" onClick={refresh}>
      {messages.length === 0 && status}
    </button>
  )
}

test('[C7] the documented uses compile', () => {
  expectTypeOf([Talk, Message, WithToken, Later]).toBeArray()
})
