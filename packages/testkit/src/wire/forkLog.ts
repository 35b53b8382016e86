import { type AgentRules, decideFork, endOfMessage } from '@sluice/fold'
import type { Actor, Command, Envelope, Event, Id } from '@sluice/protocol'
import { createLog, type TestLog } from '../log/createLog.ts'

/** A copy of the beginning of a log, ended and changed as a command says; null where that is not possible. [S14] */
export function forkLog(
  source: TestLog,
  command: Command<'session.fork'>,
  {
    actor,
    commandId,
    rules = {},
  }: { readonly actor: Actor; readonly commandId: Id; readonly rules?: AgentRules | undefined },
): TestLog | null {
  const { from, at, upTo } = command
  const end = source.envelopes.findIndex(({ offset }) => offset === at)
  const place = upTo === undefined ? end : endOfMessage(source.envelopes.slice(0, end + 1), upTo)
  const cut = source.envelopes[place]
  if (cut === undefined) return null
  const copied = source.envelopes.slice(0, place + 1).map(({ commandId: _, ...envelope }): Envelope => {
    if (envelope.event.type !== 'session.created') return envelope
    const created = { ...envelope.event, owner: actor.id, forkedFrom: { ...from, offset: cut.offset } }
    return { ...envelope, event: created as Event }
  })
  const log = createLog({ agent: from.agent, rules })
  log.take(...copied)
  log.appendAs(actor, { type: 'session.forked', lineage: [from] })
  const { view } = log
  const decision = decideFork(view, command, {
    agent: from.agent,
    actor,
    at: view.at,
    rules,
    id: kind => `${commandId}-${kind}`,
  })
  if (!decision.ok) return null
  log.appendAs(actor, ...decision.events)
  return log
}
