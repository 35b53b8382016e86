import { decide, type View } from '@sluice/fold'
import type { CommandType, Envelope, Event, Id } from '@sluice/protocol'
import type { GivenCommand } from '../journal.ts'
import type { Check, Finding } from './Finding.ts'

/** Commands that may have had their effect before they came, and then leave nothing in the log. */
const mayDoNothing: ReadonlySet<CommandType> = new Set(['run.stop', 'session.create', 'session.rename'])

interface Done {
  readonly start: number
  readonly envelopes: readonly Envelope[]
}

/** What the commands of a log did: consecutive envelopes that name the same command. */
function doneBy({ history }: Finding): ReadonlyMap<Id, readonly Done[]> {
  const all = new Map<Id, Done[]>()
  history.envelopes.forEach((envelope, index) => {
    const { commandId } = envelope
    if (commandId === undefined) return
    const list = all.get(commandId) ?? []
    all.set(commandId, list)
    const last = list.at(-1)
    if (
      last !== undefined &&
      last.start + last.envelopes.length === index &&
      isOfOneAppend(last.envelopes[0], envelope)
    )
      list[list.length - 1] = { start: last.start, envelopes: [...last.envelopes, envelope] }
    else list.push({ start: index, envelopes: [envelope] })
  })
  return all
}

const isOfOneAppend = (one: Envelope | undefined, other: Envelope): boolean =>
  one?.offset.slice(-8) === other.offset.slice(-8)

/** Whether two values are the same when each placeholder of one stands for one id of the other. */
function fits(expected: unknown, found: unknown, ids: Map<string, unknown>): boolean {
  if (typeof expected === 'string' && expected.startsWith('#')) {
    if (!ids.has(expected)) ids.set(expected, found)
    return ids.get(expected) === found
  }
  if (typeof expected !== 'object' || typeof found !== 'object' || expected === null || found === null)
    return expected === found
  const keys = Object.keys(expected)
  return (
    keys.length === Object.keys(found).length &&
    keys.every(key => fits(expected[key as keyof object], found[key as keyof object], ids))
  )
}

/** How a command came, as the log has it. */
function wayOf(envelopes: readonly Envelope[]): Event<'approval.decided'>['via'] {
  const decided = envelopes.find(({ event }) => event.type === 'approval.decided')
  return decided === undefined ? undefined : (decided.event as Event<'approval.decided'>).via
}

function differsFromDecision(
  finding: Finding,
  given: GivenCommand,
  { start, envelopes }: Done,
): string | null {
  const { history, key } = finding
  const via = wayOf(envelopes)
  if (via !== undefined && via !== 'socket' && !given.isEchoed)
    return `${given.commandId} came by ${via}, and its page sent it by its socket`
  const before = start === 0 ? null : (history.envelopes[start - 1]?.offset ?? null)
  const decision = decide(history.viewAt(before) as View, given.command, {
    agent: key.agent,
    actor: { kind: 'person', id: given.principal },
    at: envelopes[0]?.at ?? 0,
    id: kind => `#${kind}`,
    ...(via === undefined ? {} : { via }),
    rules: { clientsPatchState: true, initialState: { plan: [] } },
  })
  const events = envelopes.map(({ event }) => event)
  const actors = new Set(envelopes.map(({ actor }) => `${actor.kind} ${actor.id}`))
  if (actors.size !== 1 || !actors.has(`person ${given.principal}`))
    return `${given.commandId} was done in the name of ${[...actors].join(', ')}`
  if (decision.ok && fits(decision.events, events, new Map())) return null
  return `${given.commandId} did ${JSON.stringify(events).slice(0, 400)}, and was to do ${JSON.stringify(decision).slice(0, 400)}`
}

/** What a command did is what was decided, once, however often it came. */
export const checkEffects: Check = finding => {
  const wrong: string[] = []
  for (const [commandId, times] of doneBy(finding)) {
    const given = finding.journal.commands.get(commandId)
    const [first] = times
    if (given === undefined || first === undefined) wrong.push(`nobody gave ${commandId}, and it was done`)
    else if (given.session !== finding.key.id) wrong.push(`${commandId} was done in another session`)
    else if (times.length > 1)
      wrong.push(`${commandId} (${given.command.type}) was done ${times.length} times`)
    else {
      const difference = differsFromDecision(finding, given, first)
      if (difference !== null) wrong.push(difference)
    }
  }
  return wrong
}

/** What was acknowledged is durable at the offset that was named, also when it was asked again. */
export const checkAcknowledged: Check = finding => {
  const { journal, history, key } = finding
  const done = doneBy(finding)
  return journal.acknowledgements.flatMap(({ commandId, offset }) => {
    const given = journal.commands.get(commandId)
    if (given?.session !== key.id || journal.lost.has(offset)) return []
    const first = done.get(commandId)?.[0]?.envelopes[0]
    if (first !== undefined)
      return first.offset === offset
        ? []
        : [`${commandId} was acknowledged at ${offset}, and was done at ${first.offset}`]
    if (!mayDoNothing.has(given.command.type))
      return [`${commandId} was acknowledged at ${offset}, and nothing was done`]
    return history.indexOf(offset) >= 0
      ? []
      : [`${commandId} was acknowledged at ${offset}, which the log does not hold`]
  })
}

/** Every command that a page promised to send was done, refused with a code, or waits for its person's word. */
export const checkOutbox: Check = finding => {
  const { journal, key, last } = finding
  const done = doneBy(finding)
  const shownBefore = new Set(
    journal.departures.flatMap(({ commandId, shown }) => (journal.lost.has(shown ?? '') ? [commandId] : [])),
  )
  const waits = new Set(last.flatMap(({ outbox }) => outbox.map(({ commandId }) => commandId)))
  return [...journal.commands.values()].flatMap(
    ({ commandId, command, session, isLost, isDiscarded, page }) => {
      if (session !== key.id || isLost || isDiscarded || shownBefore.has(commandId)) return []
      if (waits.has(commandId) || done.has(commandId)) return []
      if (mayDoNothing.has(command.type)) return []
      return [`${commandId} (${command.type}) of ${page} is in neither the log nor the outbox`]
    },
  )
}

/** A command leaves the outbox no sooner than its effect is shown. [C3] */
export const checkDepartures: Check = finding => {
  const { journal, key } = finding
  const done = doneBy(finding)
  return journal.departures.flatMap(({ commandId, shown, page, session }) => {
    const first = done.get(commandId)?.[0]?.envelopes[0]
    if (session !== key.id || first === undefined || journal.commands.get(commandId)?.isDiscarded) return []
    if (journal.lost.has(shown ?? '')) return []
    return shown !== null && shown >= first.offset
      ? []
      : [`${commandId} left the outbox of ${page} at ${shown}, before its effect at ${first.offset}`]
  })
}

/** The messages of a page stand in the log in the order in which they were given. [C3] */
export const checkMessageOrder: Check = finding => {
  const { journal, key } = finding
  const done = doneBy(finding)
  const lastOf = new Map<string, { readonly commandId: Id; readonly start: number }>()
  /** What was accepted in a history that is lost is asked for again behind what had waited. */
  const again = new Set(
    journal.acknowledgements.flatMap(({ commandId, offset }) =>
      journal.lost.has(offset) ? [commandId] : [],
    ),
  )
  const wrong: string[] = []
  for (const given of journal.commands.values()) {
    const start = done.get(given.commandId)?.[0]?.start
    const isPlain = !(given.isLost || given.isRetried || given.isDiscarded || again.has(given.commandId))
    if (given.session !== key.id || given.command.type !== 'message.send' || start === undefined || !isPlain)
      continue
    const before = lastOf.get(given.page)
    if (before !== undefined && before.start > start)
      wrong.push(
        `${given.commandId} of ${given.page} stands before ${before.commandId}, which was given before`,
      )
    lastOf.set(given.page, { commandId: given.commandId, start })
  }
  return wrong
}
