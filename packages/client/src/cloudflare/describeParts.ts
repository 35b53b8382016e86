import { equalJson } from '@sluice/fold'
import type { Event, Id, Json, RunOutcome, WholePart } from '@sluice/protocol'
import { toolOf } from './assemble.ts'
import { idOf, nameOf } from './ids.ts'
import type { Scene } from './Scene.ts'
import type { UiMessage, UiPart } from './wire.ts'

/** An event, and the command that caused it where that is known. */
export type Said = readonly [event: Event, by?: Id]

/** Longest text of a failure in an event. */
const FAILURE_LENGTH = 8192

/** The id of a part, which is that of its message and its place there: these servers give parts no ids that last. */
export const partId = (message: string, at: number): Id => idOf(`${message}-${at}`)

/** Makes a failure of what a server says in one sentence. */
export const failureOf = (code: string, message: string | undefined) => ({
  code,
  message: (message ?? '').slice(0, FAILURE_LENGTH),
})

/** A part that is complete. What has no kind of its own is data under the server's name for it. */
export function wholeOf(message: string, at: number, part: UiPart): WholePart {
  const id = partId(message, at)
  const { type, text = '', url = '', title, data } = part
  if (type === 'text') return { part: id, kind: 'text', text }
  if (type === 'source-url')
    return { part: id, kind: 'source', url, ...(title === undefined ? {} : { title }) }
  return type.startsWith('data-')
    ? { part: id, kind: 'data', name: nameOf(type.slice('data-'.length)), data: data ?? null }
    : { part: id, kind: 'data', name: nameOf(type), data: part as unknown as Json }
}

const ranks: Readonly<Record<string, number>> = {
  'input-streaming': 0,
  'input-available': 1,
  'approval-requested': 2,
  'approval-responded': 3,
  'output-available': 5,
  'output-error': 5,
  'output-denied': 5,
}

/** How far a call is: its arguments stream, are there, it waits for an answer, has one, makes progress, is over. */
const rankOf = ({ state = '', preliminary }: UiPart): number => (preliminary ? 4 : (ranks[state] ?? 0))

/** The text without the half of a surrogate pair whose other half is still to come. [E2] */
const wholeText = ({ text = '', state }: UiPart): string =>
  state === 'streaming' ? text.replace(/[\ud800-\udbff]$/, '') : text

function describeText(id: Id, message: Id, part: UiPart, old: UiPart | undefined): Said[] | null {
  const isOpen = (of: UiPart) => of.state === 'streaming'
  const text = wholeText(part)
  const before = old ? wholeText(old) : ''
  if (!text.startsWith(before) || (old && !isOpen(old) && (isOpen(part) || text !== before))) return null
  const said: Said[] = []
  const kind = part.type as 'text' | 'reasoning'
  if (!old) said.push([{ type: 'part.added', message, part: id, kind }])
  if (text !== before)
    said.push([{ type: 'part.delta', part: id, from: before.length, text: text.slice(before.length) }])
  if (!isOpen(part) && (!old || isOpen(old))) said.push([{ type: 'part.settled', part: id }])
  return said
}

function settledCall(call: Id, { state, output = null, errorText }: UiPart): Said {
  const end =
    state === 'output-available'
      ? ({ outcome: 'completed', output: { json: output } } as const)
      : state === 'output-error'
        ? ({ outcome: 'failed', error: failureOf('tool-failed', errorText) } as const)
        : ({ outcome: 'denied' } as const)
  return [{ type: 'tool.settled', call, ...end }]
}

/** What is said of a call between two scenes; null where it cannot be said in addition. */
function describeCall(
  call: Id,
  { message, run, tool }: { message: Id; run: Id; tool: string },
  part: UiPart,
  old: UiPart | undefined,
  next: Scene,
  before: Scene | null,
): Said[] | null {
  const { toolCallId = '', input = null, inputText = '', approval } = part
  const is = rankOf(part)
  const was = old ? rankOf(old) : -1
  const typed = old?.inputText ?? ''
  const isChanged = old !== undefined && !equalJson(part.output ?? null, old.output ?? null)
  if (is < was || (was === 5 && isChanged)) return null
  const said: Said[] = []
  const say = (event: Event, by?: Id) => void said.push(by ? [event, by] : [event])
  const start = (by?: Id) => say({ type: 'tool.started', call, attempt: 1 }, by)

  if (!old) say({ type: 'tool.called', call, message, tool: nameOf(tool), providerCallId: toolCallId })
  if (is < 1 && inputText !== typed) {
    if (!inputText.startsWith(typed)) return null
    say({ type: 'part.delta', part: call, from: typed.length, text: inputText.slice(typed.length) })
  }
  if (was < 1 && is >= 1) say({ type: 'tool.ready', call, arguments: input })
  const isOffered = is === 1 && next.isQuiet
  if (isOffered && !(was === 1 && before?.isQuiet)) say({ type: 'tool.offered', call })
  if (was < 1 && is >= 1 && !isOffered && !approval) start()
  const claim = next.claims[toolCallId]
  if (isOffered && claim && claim !== before?.claims[toolCallId]) start(claim)

  if (approval && is >= 2) {
    const id = idOf(approval.id || `${call}-a`)
    const isApproved = approval.approved ?? part.state === 'output-available'
    if (was < 2) say({ type: 'approval.requested', approval: id, run, call, question: `May ${tool} run?` })
    if (was < 3 && is >= 3) {
      say({ type: 'approval.decided', approval: id, decision: isApproved ? 'approved' : 'denied' })
      if (isApproved) start()
    }
  }
  for (const opened of next.runs) {
    if (opened.toolCallId !== toolCallId) continue
    const known = old && before?.runs.find(({ runId }) => runId === opened.runId)
    if (!known && (was === 5 || is < 1)) return null
    const subsession = idOf(opened.runId)
    if (!known) say({ type: 'subsession.opened', subsession, agent: nameOf(opened.agent), call, depth: 1 })
    if (opened.status !== 'open' && (!known || known.status === 'open'))
      say({ type: 'subsession.settled', subsession, outcome: opened.status satisfies RunOutcome })
  }
  if (is === 4 && (was < 4 || isChanged)) say({ type: 'tool.progressed', call, data: part.output ?? null })
  if (is === 5 && was < 5) said.push(settledCall(call, part))
  return said
}

/** What is said of the parts of an answer between two scenes, in which it may be another one; null where a view cannot get there by additions. */
export function describeParts(
  run: Id,
  answer: UiMessage,
  old: UiMessage | undefined,
  next: Scene,
  before: Scene | null,
): Said[] | null {
  if (old && old.parts.length > answer.parts.length) return null
  const message = idOf(answer.id)
  const all: Said[] = []
  for (const [at, part] of answer.parts.entries()) {
    const earlier = old?.parts[at]
    if (earlier && earlier.type !== part.type) return null
    const id = partId(answer.id, at)
    const tool = toolOf(part)
    const said =
      tool !== null
        ? describeCall(id, { message, run, tool }, part, earlier, next, before)
        : part.type === 'text' || part.type === 'reasoning'
          ? describeText(id, message, part, earlier)
          : part.type === 'step-start'
            ? []
            : describeWhole(message, wholeOf(answer.id, at, part), earlier && wholeOf(answer.id, at, earlier))
    if (said === null) return null
    all.push(...said)
  }
  return all
}

function describeWhole(message: Id, content: WholePart, old: WholePart | undefined): Said[] | null {
  if (!old) return [[{ type: 'part.attached', message, content }]]
  return equalJson(content as unknown as Json, old as unknown as Json) ? [] : null
}
