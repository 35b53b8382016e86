import { equalJson } from '@sluice/fold'
import type { Event, Id, Json, WholePart } from '@sluice/protocol'
import { describeParts, failureOf, partId } from './describeParts.ts'
import { idOf } from './ids.ts'
import type { More, Said } from './More.ts'
import type { Scene } from './Scene.ts'
import type { UiMessage } from './wire.ts'

/** The id of the run that answers a message, or that made one which answers none. */
export const runOf = (message: string): Id => idOf(`run-${message}`)

function describeUser(
  { id, parts }: UiMessage,
  after: Id | null,
  more: More | undefined,
): readonly [event: Event, by: Id] {
  const whole = (parts.length > 0 ? parts : [{ type: 'text', text: '' }]).map(
    (part, at): WholePart =>
      more ? more.wholeOf(id, at, part) : { part: partId(id, at), kind: 'text', text: part.text ?? '' },
  )
  // Who sends through us names the message like the command.
  return [{ type: 'message.added', message: idOf(id), role: 'user', after, parts: whole }, idOf(id)]
}

const isEqual = (a: Json | undefined, b: Json | undefined): boolean => equalJson(a ?? null, b ?? null)

/**
 * Says in events what became of a scene, or of nothing where there was none. Null where events cannot say it: the server replaced or took back
 * something, so that a reader needs a snapshot. The same scenes give the same events. [C7 E1 E9]
 */
export function describe(before: Scene | null, next: Scene, more: More | undefined): readonly Said[] | null {
  const { turn, messages } = next
  const last = before?.turn
  const isSame = last?.run === turn?.run
  if (before && before.messages.length > messages.length) return null
  if (isSame && last && last.status !== 'open' && turn?.status === 'open') return null
  const said: Said[] = []
  if (!before)
    said.push([
      {
        type: 'session.created',
        agent: next.agent,
        owner: 'user',
        ...(next.state === undefined ? {} : { state: next.state }),
        ...(next.parent ? { parent: { ...next.parent, depth: 1 } } : {}),
      },
    ])
  if (last?.status === 'open' && !isSame)
    said.push([{ type: 'run.settled', run: last.run, outcome: 'completed' }])

  /** The run of the turn, if something of it is still to be said. */
  const current = turn && !(isSame && last?.status !== 'open') ? turn : null
  let isStarted = current !== null && isSame
  const start = (run: Id, trigger: string | null) =>
    void said.push([{ type: 'run.started', run, ...(trigger === null ? {} : { trigger: idOf(trigger) }) }])
  let after: Id | null = null
  let asked: string | null = null

  for (const [at, message] of messages.entries()) {
    const old = before?.messages[at]
    if (old && (old.id !== message.id || old.role !== message.role)) return null
    const isCurrent = current?.message === message.id
    if (message.role === 'user') {
      const [event, by] = describeUser(message, after, more)
      if (!old) said.push([event, by])
      else if (old !== message && !isEqual(event as Json, describeUser(old, after, more)[0] as Json))
        return null
      asked = message.id
    } else if (message.role === 'assistant') {
      const run = isCurrent ? current.run : runOf(asked ?? message.id)
      const isKnown = old === message && before?.runs === next.runs
      const isStill = before?.isQuiet === next.isQuiet && before?.claims === next.claims
      if (!old) {
        if (!isCurrent || !isStarted) start(run, isCurrent ? current.trigger : asked)
        isStarted ||= isCurrent
        said.push([{ type: 'message.added', message: idOf(message.id), role: 'assistant', after, run }])
      }
      if (!isKnown || !(isStill || !isCurrent)) {
        // Only the last answer can wait for a page.
        const parts = describeParts(
          run,
          message,
          old,
          isCurrent ? next : { ...next, isQuiet: false },
          before,
          more,
        )
        const isOpen = !old || (isCurrent && last?.message === message.id)
        if (!parts?.every(([{ type }]) => isOpen || type === 'subsession.settled')) return null
        said.push(...parts)
      }
      if (!old && !isCurrent) said.push([{ type: 'run.settled', run, outcome: 'completed' }])
      asked = null
    } else continue
    after = idOf(message.id)
  }

  if (current) {
    const { run, status, error } = current
    if (!isStarted) start(run, current.trigger)
    if (more) said.push(...more.describeTurn(current, isSame ? last : null))
    if (status !== 'open')
      said.push([
        {
          type: 'run.settled',
          run,
          outcome: status,
          ...(error === null ? {} : { error: failureOf('model-failed', error) }),
        },
      ])
  }
  if (before && !isEqual(before.state, next.state))
    said.push([{ type: 'state.patched', patch: [{ op: 'replace', path: '', value: next.state ?? null }] }])
  return said
}
