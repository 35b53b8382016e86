import { endOfMessage } from '@sluice/fold'
import type { Command, Envelope, Event, Id, Offset, SessionRef } from '@sluice/protocol'
import { ServerError } from '../ServerError.ts'
import { messagesIn, redactedIn } from './findRedaction.ts'
import { shrinkLog } from './shrinkLog.ts'

/** How a log begins that is a copy of another. */
export interface ForkedLog {
  readonly copied: readonly Envelope[]
  /** What ends the copy, before anything new. */
  readonly closing: readonly Event[]
}

type NewOutput = NonNullable<Command<'session.fork'>['call']>

const MOST_FORKS = 100

const isOf = <T extends Event['type']>(event: Envelope['event'], type: T): event is Event<T> =>
  event.type === type

/** Where the first event stands that passes, from a place on; -1 when none does. */
const placeOf = (
  log: readonly Envelope[],
  from: number,
  test: (event: Envelope['event']) => boolean,
): number => log.findIndex(({ event }, index) => index >= from && test(event))

/** Gives a call another output: in its own settlement where it has one, else in one that follows. [S14] */
function giveOutput(log: readonly Envelope[], { call, output }: NewOutput): ForkedLog {
  const called = log.find(({ event }) => isOf(event, 'tool.called') && event.call === call)?.event
  const message = called === undefined ? null : (called as Event<'tool.called'>).message
  const added = log.find(({ event }) => isOf(event, 'message.added') && event.message === message)?.event
  const step = added === undefined ? undefined : (added as Event<'message.added'>).step
  const spoken = placeOf(
    log,
    0,
    event => isOf(event, 'step.settled') && event.step === step && event.outcome === 'completed',
  )
  if (spoken < 0)
    throw new ServerError(
      'bad-command',
      'There is no such tool call at this place, or the model had not finished the message that makes it. Fork behind the end of its step.',
    )
  const settled: Event = { type: 'tool.settled', call, outcome: 'completed', output }
  const place = placeOf(log, 0, event => isOf(event, 'tool.settled') && event.call === call)
  if (place < 0) return { copied: log, closing: [settled] }
  if (
    placeOf(
      log,
      Math.max(place, spoken) + 1,
      event => isOf(event, 'step.started') && event.kind === 'model',
    ) >= 0
  )
    throw new ServerError(
      'bad-command',
      'A model was told of the output of this call before this place, so another output would not fit what it said. Fork before that step.',
    )
  return {
    copied: log.map((envelope, index) => (index === place ? { ...envelope, event: settled } : envelope)),
    closing: [],
  }
}

function shrunk(log: readonly Envelope[]): readonly Envelope[] {
  const changes = new Map(shrinkLog(log).map(({ offset, event }) => [offset, event]))
  return log.flatMap(envelope => {
    const event = changes.get(envelope.offset)
    return event === undefined ? envelope : event === null ? [] : { ...envelope, event }
  })
}

/** The sessions that a log came from. */
const lineageOf = (log: readonly Envelope[]): readonly SessionRef[] => {
  const forked = log.findLast(({ event }) => event.type === 'session.forked')?.event
  return forked === undefined ? [] : (forked as Event<'session.forked'>).lineage
}

/** What is to be done to a message that was redacted after the place where the log is cut. */
function redactedLater(log: readonly Envelope[], copied: readonly Envelope[]): Event[] {
  const [held, known] = [messagesIn(copied), redactedIn(copied)]
  return [...redactedIn(log)]
    .filter((message: Id) => held.has(message) && !known.has(message))
    .map(message => ({ type: 'message.redacted', message }))
}

/** The place of the last envelope that is copied. */
function placeOfEnd(log: readonly Envelope[], at: Offset, upTo: Id | undefined): number {
  const end = log.findIndex(({ offset }) => offset === at)
  if (end < 0)
    throw new ServerError(
      'offset-gone',
      'The log does not hold this offset, so it cannot be forked there. Choose one that it has.',
    )
  if (upTo === undefined) return end
  const place = endOfMessage(log.slice(0, end + 1), upTo)
  if (place < 0)
    throw new ServerError(
      'bad-command',
      'The message is not in the log up to this offset, or it is still being written, so nothing can be forked behind it. Wait for its end.',
    )
  return place
}

/**
 * Makes the beginning of a fork of a whole log: all up to an offset, shrunk, under the same offsets, with its own owner, and without the ids of the commands that
 * made it. Pure. Throws `offset-gone` where the log does not hold the offset, `bad-command` where it does not hold the message settled or the call cannot have another output. [S14]
 */
export function forkLog(
  log: readonly Envelope[],
  owner: string,
  { from, at, upTo, call, model }: Pick<Command<'session.fork'>, 'from' | 'at' | 'upTo' | 'call' | 'model'>,
): ForkedLog {
  const end = placeOfEnd(log, at, upTo)
  const lineage = [from, ...lineageOf(log)]
  if (lineage.length > MOST_FORKS)
    throw new ServerError(
      'bad-command',
      `The session is a fork of a fork, ${MOST_FORKS} times over, which is the most. Fork one of those that it came from.`,
    )
  const cut = log[end]?.offset ?? at
  const copied = log.slice(0, end + 1).map(({ commandId: _, ...envelope }): Envelope => {
    if (!isOf(envelope.event, 'session.created')) return envelope
    const { parent: __, ...created } = envelope.event
    const event: Event = { ...created, owner, forkedFrom: { agent: from.agent, id: from.id, offset: cut } }
    return { ...envelope, event }
  })
  const given = call === undefined ? { copied, closing: [] } : giveOutput(copied, call)
  const forked: Event = {
    type: 'session.forked',
    lineage,
    ...(call === undefined ? {} : { call: call.call }),
    ...(model === undefined ? {} : { model }),
  }
  return { copied: shrunk(given.copied), closing: [...given.closing, forked, ...redactedLater(log, copied)] }
}
