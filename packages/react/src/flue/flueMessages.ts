import type { AgentMessage, OutboxEntry } from '@sluice/client'
import type { FlueExtras, FlueImage, FlueState } from '@sluice/client/flue'
import type { Part, Run, View } from '@sluice/fold'
import { get } from '@sluice/fold'
import type { FlueConversationMessage, FlueConversationPart, FlueConversationSettlement } from './types.ts'

/** The runs of a view by the message that they answer. */
export function runsOf(view: View): readonly Run[] {
  const settled = view.settled.flatMap(chunk => chunk.filter(entry => entry.kind === 'run'))
  return [...settled, ...Object.values(view.open.runs)]
}

function partOf(part: Part, file: string | undefined, urlOf: (id: string) => string): FlueConversationPart {
  switch (part.kind) {
    case 'text':
    case 'reasoning':
      return { type: part.kind, text: part.text, state: part.status === 'streaming' ? 'streaming' : 'done' }
    case 'data':
      return { type: `data-${part.name}`, data: part.data }
    case 'tool-call': {
      const { arguments: input, output, error, startedAt, settledAt } = part
      const call = {
        type: 'dynamic-tool',
        toolName: part.tool,
        toolCallId: part.providerCallId ?? part.id,
      } as const
      const took =
        startedAt === null || settledAt === null || settledAt === startedAt
          ? {}
          : { durationMs: settledAt - startedAt }
      if (error !== null) return { ...call, state: 'output-error', input, errorText: error.message, ...took }
      if (output === null) return { ...call, state: 'input-available', input }
      return {
        ...call,
        state: 'output-available',
        input,
        output: 'json' in output ? output.json : null,
        ...took,
      }
    }
    case 'file': {
      const { mediaType, bytes } = part.file
      return {
        type: 'file',
        mediaType,
        size: bytes,
        ...(file === undefined ? {} : { id: file, url: urlOf(file) }),
        ...(part.filename === undefined ? {} : { filename: part.filename }),
      }
    }
    case 'source':
      return { type: 'data-source', data: { url: part.url } }
  }
}

/** Makes Flue's messages of ours; one that did not change keeps its reference. */
export function createFlueMessages(urlOf: (attachment: string) => string) {
  const made = new WeakMap<
    AgentMessage,
    { readonly extras: unknown; readonly message: FlueConversationMessage }
  >()

  function talk(
    message: AgentMessage,
    extras: FlueExtras | null,
    run: string | undefined,
  ): FlueConversationMessage {
    const known = made.get(message)
    if (known !== undefined && known.extras === extras) return known.message
    let files = 0
    const isHost = message.actor.kind === 'host'
    const submissionId = run ?? message.run ?? undefined
    const result: FlueConversationMessage = {
      id: message.commandId ?? extras?.id ?? message.id,
      role: isHost ? 'system' : message.role,
      purpose: isHost ? 'dispatch' : message.role,
      display: 'visible',
      ...(submissionId?.startsWith('sub_') ? { submissionId } : {}),
      ...(extras?.turnId === undefined ? {} : { turnId: extras.turnId }),
      parts: message.parts.map(part =>
        partOf(part, part.kind === 'file' ? extras?.files?.[files++] : undefined, urlOf),
      ),
      ...(extras?.metadata === undefined ? {} : { metadata: extras.metadata }),
    }
    made.set(message, { extras, message: result })
    return result
  }

  return (view: View, messages: readonly AgentMessage[]): FlueConversationMessage[] => {
    const { messages: extras = {}, notes = {} } = view.state as unknown as Partial<FlueState>
    const triggers = new Map(runsOf(view).map(run => [run.trigger, run.id]))
    const behind = new Map<string | null, FlueConversationMessage[]>()
    for (const [id, { after, ...note }] of Object.entries(notes)) {
      const list = behind.get(after) ?? []
      list.push({ ...(note as unknown as Omit<FlueConversationMessage, 'id'>), id })
      behind.set(after, list)
    }
    const said = messages.flatMap(message => [
      talk(message, get(extras, message.id), triggers.get(message.id)),
      ...(behind.get(message.id) ?? []),
    ])
    return [...(behind.get(null) ?? []), ...said]
  }
}

const outcomes = { completed: 'completed', failed: 'failed', stopped: 'aborted', cut: 'aborted' } as const

/** How the submissions of a view ended. */
export const settlementsOf = (view: View): FlueConversationSettlement[] =>
  runsOf(view).flatMap(({ id, status, error }) =>
    status === 'open' || !id.startsWith('sub_')
      ? []
      : [
          {
            submissionId: id,
            outcome: outcomes[status],
            ...(error === null ? {} : { error: { type: error.code, message: error.message } }),
          },
        ],
  )

/** The row of a message that waits or failed. */
export function pendingMessage(
  entry: OutboxEntry,
  images: ReadonlyMap<string, FlueImage>,
): FlueConversationMessage {
  const { commandId, command } = entry
  const parts = command.type === 'message.send' ? command.parts : []
  return {
    id: commandId,
    role: 'user',
    purpose: 'user',
    display: 'visible',
    parts: parts.flatMap((part): FlueConversationPart[] => {
      if (part.kind === 'text') return [{ type: 'text', text: part.text, state: 'done' }]
      if (part.kind !== 'file') return []
      const image = images.get(part.file.blob)
      return [
        {
          type: 'file',
          mediaType: part.file.mediaType,
          ...(image === undefined ? {} : { url: `data:${image.mimeType};base64,${image.data}` }),
          ...(part.filename === undefined ? {} : { filename: part.filename }),
        },
      ]
    }),
  }
}
