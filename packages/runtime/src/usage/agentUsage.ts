import { noUsage } from '@sluice/fold'
import type { Envelope } from '@sluice/protocol'
import { createLedger, type Spent } from './createLedger.ts'
import { addUsage } from './usage.ts'

/** What the sessions of an agent used: its own model calls, without those of the sessions that it opened, which are of their agents. */
export interface AgentUsage extends Spent {
  readonly sessions: number
  /** Runs that are over. */
  readonly runs: number
}

/** The account before the first session. */
export const noAgentUsage: AgentUsage = { sessions: 0, runs: 0, usage: noUsage, modelCalls: 0, workedMs: 0 }

/** Adds a session, given by its whole log, to the account of its agent. What a fork has copied is in the account of where it came from. [R12] [S14] */
export async function addSession(
  account: AgentUsage,
  log: Iterable<Envelope> | AsyncIterable<Envelope>,
): Promise<AgentUsage> {
  let own = noAgentUsage
  let copiedMs = 0
  const ledger = createLedger({
    onStep: (_, { kind, outcome, usage }) => {
      const calls = kind === 'model' && outcome === 'completed' ? 1 : 0
      own = { ...own, usage: addUsage(own.usage, usage), modelCalls: own.modelCalls + calls }
    },
    onRun: () => {
      own = { ...own, runs: own.runs + 1 }
    },
  })
  for await (const envelope of log) {
    ledger.take(envelope)
    if (envelope.event.type !== 'session.forked') continue
    own = noAgentUsage
    copiedMs = ledger.session().workedMs
  }
  return {
    sessions: account.sessions + 1,
    runs: account.runs + own.runs,
    usage: addUsage(account.usage, own.usage),
    modelCalls: account.modelCalls + own.modelCalls,
    workedMs: account.workedMs + ledger.session().workedMs - copiedMs,
  }
}
