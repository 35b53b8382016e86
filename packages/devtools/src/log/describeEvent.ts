import { type AnyEvent, type Event, type EventType, eventSchemas, type Id } from '@sluice/protocol'
import * as v from 'valibot'
import { briefJson } from '../json/briefJson.ts'
import { formatBytes, formatUsage, oneLine } from '../text/format.ts'

/** How an event is marked in the log. */
export type EventTone = 'plain' | 'good' | 'bad' | 'waiting'

/** An event in one line. */
export interface EventLine {
  readonly text: string
  readonly tone: EventTone
}

/** Finds the tool of a call. */
export type ToolOf = (call: Id) => string | null

type Describe<T extends EventType> = (event: Event<T>, toolOf: ToolOf) => string | EventLine

const toneOfOutcome: Record<string, EventTone> = {
  completed: 'good',
  failed: 'bad',
  denied: 'bad',
  unknown: 'bad',
}

/** Says how something ended; the colour goes with the outcome. */
function ended(outcome: string, ...details: (string | undefined)[]): EventLine {
  const tone = Object.hasOwn(toneOfOutcome, outcome) ? toneOfOutcome[outcome] : undefined
  return { text: sentence(outcome, ...details), tone: tone ?? 'plain' }
}

const sentence = (...details: (string | undefined)[]) => details.filter(Boolean).join(' · ')

const quoted = (text: string) => `“${oneLine(text)}”`

function describeParts(parts: Event<'message.queued'>['parts']): string {
  return parts
    .map(part => {
      if (part.kind === 'text') return quoted(part.text)
      if (part.kind === 'file') return `file ${part.filename ?? part.file.mediaType}`
      return part.kind === 'source' ? part.url : `data ${part.name}`
    })
    .join(', ')
}

function describeOutput(output: Event<'tool.settled'>['output']): string | undefined {
  if (output === undefined) return undefined
  if ('file' in output) return `${output.file.mediaType}, ${formatBytes(output.file.bytes)}`
  return oneLine(typeof output.json === 'string' ? output.json : briefJson(output.json))
}

const toolName = (call: Id, toolOf: ToolOf) => toolOf(call) ?? call

const describers: { readonly [T in EventType]: Describe<T> } = {
  'session.created': event => sentence(event.agent, `for ${event.owner}`, event.title),
  'session.titled': event => quoted(event.title),
  'session.archived': () => '',
  'session.unarchived': () => '',
  'session.forked': event =>
    sentence(
      event.lineage[0] && `from ${event.lineage[0].agent}/${event.lineage[0].id}`,
      event.call && `with another output of ${event.call}`,
      event.model && `goes on with ${event.model}`,
    ),
  'run.started': event => sentence(event.run, event.trigger && `answers ${event.trigger}`),
  'run.recovered': event => ({
    text: sentence(`interruption ${event.attempt}`, event.reason),
    tone: 'waiting',
  }),
  'run.settled': event => ended(event.outcome, event.error?.message),
  'step.started': event => sentence(event.kind === 'model' ? (event.model ?? 'model') : 'tools', event.step),
  'step.delayed': event => ({
    text: sentence(`attempt ${event.attempt} failed`, event.error.message),
    tone: 'waiting',
  }),
  'step.settled': event =>
    ended(event.outcome, event.finish, event.usage && formatUsage(event.usage), event.error?.message),
  'message.added': event =>
    sentence(
      event.role,
      event.parts && describeParts(event.parts),
      event.replaces && `says again ${event.replaces}`,
    ),
  'message.queued': event => sentence(event.mode, describeParts(event.parts)),
  'message.edited': event => describeParts(event.parts),
  'message.withdrawn': event => event.message,
  'message.chosen': event => `line ends at ${event.message}`,
  'message.redacted': event => event.message,
  'part.added': event => sentence(event.kind, event.part),
  'part.attached': event => describeParts([event.content]),
  'part.delta': event => quoted(event.text),
  'part.settled': event => event.part,
  'tool.called': event => event.tool,
  'tool.ready': (event, toolOf) =>
    sentence(
      toolName(event.call, toolOf),
      event.arguments === undefined ? 'as streamed' : briefJson(event.arguments),
    ),
  'tool.offered': (event, toolOf) => sentence(toolName(event.call, toolOf), 'for a page', event.reason),
  'tool.started': (event, toolOf) =>
    sentence(toolName(event.call, toolOf), event.attempt > 1 ? `attempt ${event.attempt}` : undefined),
  'tool.progressed': (event, toolOf) =>
    sentence(
      toolName(event.call, toolOf),
      event.fraction === undefined ? undefined : `${Math.round(event.fraction * 100)} %`,
      event.text,
    ),
  'tool.settled': (event, toolOf) => {
    const { text, tone } = ended(event.outcome, event.error?.message, describeOutput(event.output))
    return { text: sentence(toolName(event.call, toolOf), text), tone }
  },
  'approval.requested': event => ({ text: oneLine(event.question), tone: 'waiting' }),
  'approval.decided': event => ({
    text: sentence(
      event.decision,
      event.arguments === undefined ? undefined : 'with other arguments',
      event.answer === undefined ? undefined : briefJson(event.answer),
      event.via && `over ${event.via}`,
      event.reason,
    ),
    tone: event.decision === 'approved' ? 'good' : 'bad',
  }),
  'approval.expired': event => ({ text: sentence('nobody answered in time', event.approval), tone: 'bad' }),
  'state.patched': event =>
    event.patch.map(operation => `${operation.op} ${operation.path || '/'}`).join(', '),
  'context.compacted': event =>
    sentence(
      `through ${event.through}`,
      event.tokensBefore === undefined
        ? undefined
        : `${event.tokensBefore} → ${event.tokensAfter ?? '?'} tokens`,
    ),
  'fiber.started': event => sentence(event.name, event.key, event.timer && `by timer ${event.timer}`),
  'fiber.stashed': event => sentence(event.fiber, describeOutput(event.snapshot)),
  'fiber.recovered': event => ({
    text: sentence(`interruption ${event.attempt}`, event.reason),
    tone: 'waiting',
  }),
  'fiber.settled': event =>
    ended(event.outcome, event.fiber, event.error?.message, describeOutput(event.output)),
  'timer.scheduled': event =>
    sentence(event.name, `at ${new Date(event.at).toISOString()}`, event.cron && `then ${event.cron}`),
  'timer.fired': event =>
    sentence(
      event.timer,
      event.at === undefined ? undefined : `again at ${new Date(event.at).toISOString()}`,
    ),
  'timer.cancelled': event => event.timer,
  'subsession.opened': (event, toolOf) =>
    sentence(event.agent, event.subsession, `for ${toolName(event.call, toolOf)}`),
  'subsession.settled': event =>
    ended(event.outcome, event.subsession, event.usage && formatUsage(event.usage)),
}

const isKnown = (type: string): type is EventType => Object.hasOwn(eventSchemas, type)

function describeKnown<T extends EventType>(type: T, event: AnyEvent, toolOf: ToolOf): EventLine {
  if (!v.is(eventSchemas[type], event))
    return { text: `malformed: ${oneLine(briefJson(event))}`, tone: 'bad' }
  const line = (describers[type] as Describe<T>)(event as Event<T>, toolOf)
  return typeof line === 'string' ? { text: line, tone: 'plain' } : line
}

/**
 * Says in one line what an event is about. Never throws: an unknown event is shown as its JSON, a malformed one of a known type is called
 * so. [E3 F3]
 */
export function describeEvent(event: AnyEvent, toolOf: ToolOf = () => null): EventLine {
  if (isKnown(event.type)) return describeKnown(event.type, event, toolOf)
  const { type: _, ...fields } = event
  return { text: oneLine(briefJson(fields)), tone: 'plain' }
}
