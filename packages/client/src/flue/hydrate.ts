import { emptyView, fold, type View } from '@sluice/fold'
import type { Actor, Event, Id, Json } from '@sluice/protocol'
import { type ApplyContext, creation, idOfActor } from './apply.ts'
import { extrasOf, type FlueExtras, type FlueNote, isTalk } from './extras.ts'
import { batchOf, idOf, markOf, offsetAt, offsetBehind, timeIn } from './positions.ts'
import { type Made, translate } from './translate.ts'
import type { FlueMessage, FlueSaying, FlueSnapshot } from './wire.ts'

/** What the chunks say that a message would have come in. */
function sayingsOf(message: FlueMessage): FlueSaying[] {
  const { id: messageId, submissionId, role } = message
  if (role !== 'assistant') return [{ type: 'message-appended', message }]
  const parts = message.parts.flatMap((part, at): FlueSaying[] => {
    const { type, state, text = '', toolCallId = '', toolName = '', input = null, output = null } = part
    if (type === 'text' || type === 'reasoning') {
      const said: FlueSaying = { type: 'message-delta', messageId, kind: type, delta: text }
      return state === 'streaming' ? [said] : [said, { type: 'message-completed', messageId }]
    }
    if (type.startsWith('data-'))
      return [{ type: 'data-part', messageId, name: type.slice(5), data: part.data ?? null }]
    if (type !== 'dynamic-tool') {
      // A part of a kind that is not known here is data under the server's name for it.
      const isFirst = message.parts.findIndex(other => other.type === type) === at
      const name = isFirst ? type : `${type}-${at}`
      return [{ type: 'data-part', messageId, name, data: part as unknown as Json }]
    }
    const called: FlueSaying = { type: 'tool-input', messageId, toolCallId, toolName, input }
    if (state === 'output-available') return [called, { type: 'tool-output', toolCallId, output }]
    if (state !== 'output-error') return [called]
    return [called, { type: 'tool-output-error', toolCallId, errorText: part.errorText ?? '' }]
  })
  const isWritten = message.parts.some(({ state }) => state === 'streaming')
  // How a submission ended is said by itself.
  const end: FlueSaying[] = submissionId || isWritten ? [] : [{ type: 'message-completed', messageId }]
  return [{ type: 'message-started', messageId, ...(submissionId && { submissionId }) }, ...parts, ...end]
}

/** What is said of a view; nothing where it cannot be read, as nothing else would help. [F3] */
function translated(view: View, chunk: FlueSaying): readonly Made[] {
  try {
    const made = translate(view, chunk)
    return 'events' in made ? made.events : []
  } catch {
    return []
  }
}

/** Makes a view of a whole conversation, as if its chunks had been folded; the same parts have the same ids. Pure. [C7] */
export function hydrate(snapshot: FlueSnapshot, context: ApplyContext): View {
  const { settlements, incarnation = context.incarnation } = snapshot
  const messages = [...new Map(snapshot.messages.map(message => [idOf(message.id), message])).values()]
  const mark = markOf(incarnation)
  const extras: Record<Id, FlueExtras> = {}
  const notes: Record<string, FlueNote> = {}
  /** How a submission ended is told behind its last message. */
  const ends = new Map(settlements.map(settlement => [settlement.submissionId, settlement]))
  const lastOf = new Map(messages.map(({ submissionId }, index) => [submissionId, index]))
  let head: Id | null = null
  for (const message of messages) {
    const { id, ...rest } = message
    if (!isTalk(message)) notes[id] = { ...rest, after: head }
    else {
      head = idOf(id)
      const own = extrasOf(message)
      if (own !== null) extras[head] = own
    }
  }

  let view = emptyView
  let at = timeIn(snapshot.conversationId) ?? context.now
  let nth = 0
  const add = (event: Event, actor: Actor['kind'], commandId?: Id): void => {
    const id = actor === 'agent' ? context.agent : idOfActor[actor]
    const offset = offsetAt({ batch: 0, index: 0 }, nth++, mark)
    const named = event.type === 'message.added' && commandId && { commandId }
    view = fold(view, [{ offset, at, actor: { kind: actor, id }, ...named, event }])
  }
  const run = (chunk: FlueSaying, isLast: boolean, commandId?: Id): void => {
    // No message comes twice, so that none has to be looked for in all that was before.
    const made = translated({ ...view, settled: [] }, chunk)
    for (const { event, actor } of made) {
      // What nobody asked for ends with its last text, and not before.
      if (event.type !== 'run.settled' || isLast) add(event, actor, commandId)
    }
  }

  if (messages.length > 0)
    add(creation(context.agent, { messages: extras, notes } as unknown as Json), 'host')
  for (const [index, message] of messages.entries()) {
    const { submissionId = '', timestamp = '' } = message
    if (isTalk(message)) {
      const own = timeIn(submissionId) ?? timeIn(message.id) ?? timeIn(messages[index + 1]?.id)
      at = Math.max(at, Date.parse(timestamp) || own || 0)
      const sayings = sayingsOf(message)
      for (const [at, saying] of sayings.entries())
        run(saying, at === sayings.length - 1, context.commandOf(submissionId))
    }
    const end = ends.get(submissionId)
    if (end !== undefined && lastOf.get(submissionId) === index)
      run({ ...end, type: 'submission-settled' }, true)
  }
  return { ...view, offset: offsetBehind(batchOf(snapshot.offset), mark) }
}
