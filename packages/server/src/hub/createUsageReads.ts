import type { Offset, UsageRow } from '@sluice/protocol'
import type { Access } from '../access/createAccess.ts'
import { ServerError } from '../ServerError.ts'
import { keyText } from '../session/identity.ts'
import type { SessionKey, Store } from '../store/Store.ts'
import { createUsageAccount, type UsageAccount } from './createUsageAccount.ts'
import type { Reads } from './types.ts'

/** As many sessions as the directory gives at once, the last updated first. */
const MOST_SESSIONS = 1000

/** Accounts that are kept, so that an event is read once for as long as somebody looks. An hour of a session has about ten rows of 200 bytes. */
const MOST_KEPT = 4000

/** How much of logs is read for one answer, which is about a second's work; the next answer goes on from there. */
const MOST_BYTES = 128 * 1024 * 1024

/** Read at once, so that other requests come in between. */
const PIECE_BYTES = 1024 * 1024

interface Kept {
  readonly account: UsageAccount
  cursor: Offset | null
}

/** Adds rows of several sessions up. */
function addUp(accounts: Iterable<UsageAccount>, since: number): UsageRow[] {
  const sums = new Map<string, UsageRow>()
  for (const account of accounts)
    for (const row of account.rows()) {
      if (row.at < since) continue
      const key = JSON.stringify([row.at, row.agent, row.kind, row.name])
      const sum = sums.get(key)
      sums.set(
        key,
        sum === undefined
          ? row
          : {
              ...row,
              calls: sum.calls + row.calls,
              failed: sum.failed + row.failed,
              inputTokens: sum.inputTokens + row.inputTokens,
              outputTokens: sum.outputTokens + row.outputTokens,
              cost: sum.cost + row.cost,
              durationMs: sum.durationMs + row.durationMs,
            },
      )
    }
  return [...sums.values()].sort((a, b) => a.at - b.at)
}

/** Creates the read of what a tenant used, for those who may list everything. Made of the logs, of which each event is read once. [S16] [S6] */
export function createUsageReads(options: {
  readonly access: Access
  readonly store: Store
}): Reads['usage'] {
  const { access, store } = options
  const accounts = new Map<string, Kept>()

  const keptFor = (key: SessionKey): Kept => {
    const name = keyText(key)
    const kept = accounts.get(name) ?? { account: createUsageAccount(key.agent), cursor: null }
    accounts.delete(name)
    accounts.set(name, kept)
    for (const oldest of accounts.keys()) {
      if (accounts.size <= MOST_KEPT) break
      accounts.delete(oldest)
    }
    return kept
  }

  /** Reads on to the end of a log, or as far as `left` bytes go; tells how many were read, and whether that was all. */
  const readOn = async (key: SessionKey, kept: Kept, left: number) => {
    for (let bytes = 0; ; ) {
      const { envelopes, atHead } = await store.read(key, kept.cursor, PIECE_BYTES)
      for (const envelope of envelopes) kept.account.take(envelope)
      kept.cursor = envelopes.at(-1)?.offset ?? kept.cursor
      bytes += envelopes.length === 0 ? 0 : PIECE_BYTES
      if (atHead || envelopes.length === 0) return { bytes, whole: true }
      if (bytes >= left) return { bytes, whole: false }
    }
  }

  const answer: Reads['usage'] = async ({ tenant }, since) => {
    try {
      const rows = await store.directory(tenant, { limit: MOST_SESSIONS })
      const recent = rows.filter(({ updatedAt }) => updatedAt >= since)
      const found: UsageAccount[] = []
      let left = MOST_BYTES
      let whole = rows.length < MOST_SESSIONS
      for (const { agent, id, offset } of recent) {
        const key = { tenant, agent, id }
        const kept = keptFor(key)
        found.push(kept.account)
        if (kept.cursor !== null && kept.cursor >= offset) continue
        if (left <= 0) {
          whole = false
          continue
        }
        const read = await readOn(key, kept, left)
        left -= read.bytes
        whole &&= read.whole
      }
      return { rows: addUp(found, since), sessions: recent.length, whole }
    } catch (cause) {
      throw new ServerError('storage-failed', undefined, { cause })
    }
  }

  // One after the other: two that read on in the same log would count its events twice.
  let turn: Promise<unknown> = Promise.resolve()
  return async (principal, since) => {
    access.checkExpiry(principal)
    if (!(await access.allows(principal, 'list-all', null))) throw new ServerError('forbidden')
    const mine = turn.then(() => answer(principal, since))
    turn = mine.catch(() => undefined)
    return mine
  }
}
