import type * as TheirChat from '@cloudflare/ai-chat/react'
import type * as ours from '@sluice/react/cloudflare'
import { useAgent, useAgentChat } from '@sluice/react/cloudflare'
import type * as TheirAgent from 'agents/react'
import { expectTypeOf, test } from 'vitest'

/** Names that one type has and another has not. */
type Without<A, B> = Exclude<keyof A, keyof B>

/** Names whose values in one type cannot stand where the other type is expected. */
type Unlike<A, B> = {
  [K in keyof A & keyof B]-?: [A[K]] extends [B[K]] ? never : K
}[keyof A & keyof B]

interface Score {
  score: number
}

/** An agent as an application writes it. */
declare class Scorer {
  get state(): Score
  add(by: number): number
  find(id: string): Promise<{ name: string }>
  reset(to?: number): void
}

test('[C7] the options of useAgent are those of agents/react, but for those of its socket', () => {
  type Theirs = TheirAgent.UseAgentOptions<Score>
  type Ours = ours.UseAgentOptions<Score>
  expectTypeOf<Without<Theirs, Ours>>().toEqualTypeOf<
    | 'cacheTtl'
    | 'transport'
    | 'shouldReconnectOnClose'
    | 'protocol'
    | 'protocols'
    | 'id'
    | 'disableNameValidation'
    | 'transferEnqueuedMessages'
    | 'WebSocket'
    | 'maxReconnectionDelay'
    | 'minReconnectionDelay'
    | 'reconnectionDelayGrowFactor'
    | 'minUptime'
    | 'connectionTimeout'
    | 'maxRetries'
    | 'maxEnqueuedMessages'
    | 'startClosed'
    | 'debug'
    | 'debugLogger'
  >()
  expectTypeOf<Unlike<Theirs, Ours>>().toEqualTypeOf<'onClose'>()
})

test('[C7] what useAgent gives is what agents/react gives, but for the members of its socket', () => {
  type Socket =
    | 'CLOSED'
    | 'CLOSING'
    | 'CONNECTING'
    | 'OPEN'
    | '_pk'
    | '_pkurl'
    | 'basePath'
    | 'binaryType'
    | 'bufferedAmount'
    | 'dispatchEvent'
    | 'drainQueuedMessages'
    | 'extensions'
    | 'host'
    | 'id'
    | 'onclose'
    | 'onerror'
    | 'onmessage'
    | 'onopen'
    | 'partySocketOptions'
    | 'protocol'
    | 'retryCount'
    | 'room'
    | 'roomUrl'
    | 'shouldReconnect'
    | 'updateProperties'
    | 'url'
  type Theirs = ReturnType<typeof TheirAgent.useAgent<Score>>
  type Ours = ReturnType<typeof useAgent<Score>>
  expectTypeOf<Without<Theirs, Ours>>().toEqualTypeOf<Socket>()
  expectTypeOf<Unlike<Ours, Theirs>>().toEqualTypeOf<'send'>()
  type TheirScorer = ReturnType<typeof TheirAgent.useAgent<Scorer, Score>>
  type OurScorer = ReturnType<typeof useAgent<Scorer, Score>>
  expectTypeOf<Without<TheirScorer, OurScorer>>().toEqualTypeOf<Socket>()
  // A generic method is compared by its calls, in the examples.
  expectTypeOf<Unlike<Omit<OurScorer, 'call'>, TheirScorer>>().toEqualTypeOf<'send'>()
  expectTypeOf<keyof OurScorer['stub']>().toEqualTypeOf<keyof TheirScorer['stub']>()
  expectTypeOf<Ours>().toExtend<Parameters<typeof TheirAgent.useAgentToolEvents>[0]['agent']>()
})

test('[C7] the options of useAgentChat are those of its package, but for what no page of ours does', () => {
  type Theirs = TheirChat.UseAgentChatOptions
  type Ours = ours.UseAgentChatOptions
  expectTypeOf<Without<Theirs, Ours>>().toEqualTypeOf<
    | 'dataPartSchemas'
    | 'experimental_queue'
    | 'generateId'
    | 'messageMetadataSchema'
    | 'sendAutomaticallyWhen'
    | 'transport'
    | 'throttle'
    | 'experimental_throttle'
    | 'headers'
    | 'credentials'
    | 'experimental_automaticToolResolution'
    | 'toolsRequiringConfirmation'
    | 'autoSendAfterAllConfirmationsResolved'
  >()
  expectTypeOf<Unlike<Theirs, Ours>>().toEqualTypeOf<
    'agent' | 'resume' | 'autoContinueAfterToolResult' | 'cancelOnClientAbort' | 'tools'
  >()
  expectTypeOf<Without<TheirChat.AITool, ours.AITool>>().toEqualTypeOf<'inputSchema'>()
  expectTypeOf<Unlike<TheirChat.AITool, ours.AITool>>().toEqualTypeOf<'description'>()
  expectTypeOf<
    Without<TheirChat.PrepareSendMessagesRequestOptions, ours.PrepareSendMessagesRequestOptions>
  >().toEqualTypeOf<'api' | 'credentials' | 'headers'>()
})

test('[C7] what useAgentChat gives is what its package gives, but for its experimental queue', () => {
  type Theirs = ReturnType<typeof TheirChat.useAgentChat>
  type Ours = ReturnType<typeof useAgentChat>
  expectTypeOf<Without<Theirs, Ours>>().toEqualTypeOf<
    'experimental_queuedMessages' | 'experimental_removeQueuedMessage' | 'experimental_sendQueuedMessageNow'
  >()
  expectTypeOf<Unlike<Ours, Theirs>>().toEqualTypeOf<'sendMessage'>()
  expectTypeOf<Without<typeof TheirChat, typeof ours>>().toEqualTypeOf<'detectToolsRequiringConfirmation'>()
  expectTypeOf<Without<typeof TheirAgent, typeof ours>>().toEqualTypeOf<'_testUtils' | 'useAgentToolEvents'>()
  type Helpers = 'getToolApproval' | 'getToolCallId' | 'getToolInput' | 'getToolOutput' | 'getToolPartState'
  expectTypeOf<Unlike<Pick<typeof ours, Helpers>, Pick<typeof TheirChat, Helpers>>>().toBeNever()
  expectTypeOf<Parameters<typeof TheirChat.getAgentMessages>>().toExtend<
    Parameters<typeof ours.getAgentMessages>
  >()
  expectTypeOf<ours.ChatTurnEndEvent>().toEqualTypeOf<TheirChat.ChatTurnEndEvent>()
})

test('[C7] what cannot be honoured does not compile', () => {
  const never = () => {
    // @ts-expect-error There is one transport.
    useAgent({ agent: 'Chat', transport: 'capnweb' })
    // @ts-expect-error The attempts are those of our connection.
    useAgent({ agent: 'Chat', maxRetries: 3 })
    // @ts-expect-error A query is asked for each attempt.
    useAgent({ agent: 'Chat', query: async () => ({}), cacheTtl: 60_000 })
    // @ts-expect-error Why a connection ended is in connectionError.
    useAgent({ agent: 'Chat', onClose: event => event.code })
    const agent = useAgent({ agent: 'Chat' })
    // @ts-expect-error There is no socket behind it whose address could be asked for.
    agent.url.toString()
    // @ts-expect-error An answer is always resumed.
    useAgentChat({ agent, resume: false })
    // @ts-expect-error The server goes on by itself.
    useAgentChat({ agent, autoContinueAfterToolResult: false })
    // @ts-expect-error A page that goes away stops nothing.
    useAgentChat({ agent, cancelOnClientAbort: true })
    // @ts-expect-error The confirmations are those of the tools of the server.
    useAgentChat({ agent, toolsRequiringConfirmation: ['remove'] })
    // @ts-expect-error The agent is one of this package.
    useAgentChat({ agent: {} as ReturnType<typeof TheirAgent.useAgent> })
    const { sendMessage } = useAgentChat({ agent })
    // @ts-expect-error Another answer is what regenerate asks for.
    sendMessage()
    // @ts-expect-error No message takes the place of another.
    sendMessage({ text: 'No.', messageId: 'm1' })
    // @ts-expect-error The name of a message is given to it.
    sendMessage({ id: 'm1', role: 'user', parts: [] })
    // @ts-expect-error A page speaks for its person.
    sendMessage({ role: 'assistant', parts: [] })
    // @ts-expect-error There are no headers on a socket.
    sendMessage({ text: 'Hi.' }, { headers: { 'x-from': 'here' } })
  }
  expectTypeOf(never).toBeFunction()
})
