import type { OutboxEntry } from '@sluice/client'
import { type FlueClient, flueSession } from './createFlueClient.ts'
import { createFlueMessages, pendingMessage, runsOf, settlementsOf } from './flueMessages.ts'
import type { FailedSend, FlueAgentSnapshot, FlueAgentStatus, UseFlueAgentResult } from './types.ts'

/** The conversation before anything is known of it. */
export const emptyFlueSnapshot: FlueAgentSnapshot = {
  messages: [],
  status: 'idle',
  historyReady: false,
  error: undefined,
  failedSends: [],
  settlements: [],
}

/** A conversation as Flue's own hook shows it, on our client. */
export interface FlueAgent
  extends Pick<UseFlueAgentResult, 'sendMessage' | 'refresh' | 'retrySend' | 'discardSend'> {
  getSnapshot(): FlueAgentSnapshot
  subscribe(listener: () => void): () => void
}

const textOf = ({ command }: OutboxEntry): string =>
  command.type === 'message.send'
    ? command.parts.flatMap(part => (part.kind === 'text' ? [part.text] : [])).join('\n\n')
    : ''

/** Creates the agent of a conversation. */
export function createFlueAgent(source: FlueClient, live: 'sse' | 'long-poll'): FlueAgent {
  const { client, backend, images } = source.open(live)
  const store = client.session(flueSession)
  const messagesOf = createFlueMessages(source.attachmentUrl)
  let seen: readonly unknown[] = []
  let snapshot = emptyFlueSnapshot

  function read(): FlueAgentSnapshot {
    const view = store.getView()
    const { phase, error: closed } = store.getStatus()
    const sends = store
      .outbox()
      .getSnapshot()
      .filter(({ command }) => command.type === 'message.send')
    const isFailed = ({ status }: OutboxEntry): boolean => status === 'refused' || status === 'expired'
    const failed = sends.filter(isFailed)
    const pending = sends.filter(entry => !isFailed(entry))
    const failedSends: FailedSend[] = failed.map(entry => ({
      id: entry.commandId,
      message: textOf(entry),
      error: new Error(entry.error?.message ?? 'It was not sent.'),
    }))
    const last = runsOf(view).at(-1)
    const connection = client.connection.getSnapshot()
    const historyReady = view.offset !== null || phase === 'live'
    const wrong =
      closed?.message ??
      (last?.status === 'failed'
        ? (last.error?.message ?? 'The agent failed.')
        : failedSends.at(-1)?.error.message)
    const status: FlueAgentStatus =
      phase === 'closed'
        ? 'error'
        : last?.status === 'open'
          ? 'streaming'
          : pending.length > 0
            ? 'submitted'
            : wrong !== undefined
              ? 'error'
              : historyReady && connection.status !== 'reconnecting'
                ? 'idle'
                : 'connecting'
    const message =
      status === 'error' ? wrong : status === 'connecting' ? connection.error?.message : undefined
    return {
      messages: [
        ...messagesOf(view, store.messages().getSnapshot()),
        ...[...pending, ...failed].map(entry => pendingMessage(entry, images)),
      ],
      status,
      historyReady,
      error: message === undefined ? undefined : new Error(message),
      failedSends,
      settlements: settlementsOf(view),
    }
  }

  return {
    getSnapshot() {
      const now = [
        store.getView(),
        store.getStatus(),
        store.outbox().getSnapshot(),
        client.connection.getSnapshot(),
        store.messages().getSnapshot(),
      ]
      if (now.some((value, index) => value !== seen[index])) {
        seen = now
        snapshot = read()
      }
      return snapshot
    },
    subscribe(listener) {
      const leave = store.subscribe(listener)
      const leaveConnection = client.connection.subscribe(listener)
      return () => {
        leave()
        leaveConnection()
      }
    },
    async sendMessage(message, { images: given = [] } = {}) {
      const files = given.map(image => {
        const file = backend.attach(image)
        images.set(file.blob, image)
        return {
          kind: 'file',
          file,
          ...(image.filename === undefined ? {} : { filename: image.filename }),
        } as const
      })
      await store.send({ type: 'message.send', parts: [{ kind: 'text', text: message }, ...files] }).accepted
    },
    retrySend: store.retry,
    discardSend: store.discard,
    refresh: client.reconnect,
  }
}
