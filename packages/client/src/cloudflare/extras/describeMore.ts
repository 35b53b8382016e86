import { equalJson } from '@sluice/fold'
import type { Event, Id, Json, RunOutcome, WholePart } from '@sluice/protocol'
import { hexOf } from '../../backend/hexOf.ts'
import { failureOf, partId } from '../describeParts.ts'
import { idOf, nameOf } from '../ids.ts'
import type { PartContext, Said } from '../More.ts'
import type { Turn } from '../Scene.ts'
import type { UiPart } from '../wire.ts'
import { toolOf } from './toolOf.ts'

/** A file by what its address says: where it holds the content itself, that is not drawn. */
function fileOf(id: Id, { url = '', mediaType = '', filename }: UiPart): WholePart {
  if (!url.startsWith('data:'))
    return { part: id, kind: 'source', url, ...(filename === undefined ? {} : { title: filename }) }
  const bytes = Math.floor(((url.length - url.indexOf(',') - 1) * 3) / 4)
  const file = { blob: hexOf(id), bytes, mediaType: mediaType || 'application/octet-stream' }
  return { part: id, kind: 'file', file, ...(filename === undefined ? {} : { filename }) }
}

/** A part that is complete. What has no kind of its own is data under the server's name for it. */
export function wholeOf(message: string, at: number, part: UiPart): WholePart {
  const id = partId(message, at)
  const { type, text = '', url = '', title, data } = part
  if (type === 'text') return { part: id, kind: 'text', text }
  if (type === 'file') return fileOf(id, part)
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
  { id: call, message, run, next, before }: PartContext,
  tool: string,
  part: UiPart,
  old: UiPart | undefined,
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

function describeWhole(message: Id, content: WholePart, old: WholePart | undefined): Said[] | null {
  if (!old) return [[{ type: 'part.attached', message, content }]]
  return equalJson(content as unknown as Json, old as unknown as Json) ? [] : null
}

/** What is said of a call, of data, of a source or a file between two scenes; null where a view cannot get there by additions. */
export function describeMore(context: PartContext, part: UiPart, old: UiPart | undefined): Said[] | null {
  const tool = toolOf(part)
  if (tool !== null) return describeCall(context, tool, part, old)
  const { answer, at, message } = context
  return describeWhole(message, wholeOf(answer.id, at, part), old && wholeOf(answer.id, at, old))
}

/** What is said of a turn beside its beginning and its end: that it was recovered. */
export function describeTurn({ run, recoveries }: Turn, old: Turn | null | undefined): Said[] {
  if (recoveries <= (old?.recoveries ?? 0)) return []
  return [[{ type: 'run.recovered', run, attempt: recoveries, reason: 'The server was restarted.' }]]
}
