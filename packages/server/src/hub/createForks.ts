import { decideFork, emptyView, fold, type View } from '@sluice/fold'
import { type Actor, type Envelope, type Event, formatOffset, type Id, splitOffset } from '@sluice/protocol'
import type { Clock } from '../ports.ts'
import { findRedaction, messagesIn, redactedIn } from '../rewrite/findRedaction.ts'
import { forkLog } from '../rewrite/forkLog.ts'
import { readWhole } from '../rewrite/readWhole.ts'
import { ServerError } from '../ServerError.ts'
import type { Forks } from '../session/createCommands.ts'
import type { Session } from '../session/createSession.ts'
import { deriveIds } from '../session/identity.ts'
import type { SessionKey, Store } from '../store/Store.ts'
import type { Held } from './Held.ts'

/** What forks are made of. */
export interface ForksOptions {
  readonly store: Store
  readonly clock: Clock
  readonly hold: (key: SessionKey) => Promise<Held>
}

/** The view behind a copied log and what closes it; only its marks are not those that the fork will have. */
function viewBehind(copied: readonly Envelope[], closing: readonly Event[], actor: Actor, now: number): View {
  const last = copied.at(-1)
  const { sequence } = splitOffset(last?.offset ?? '')
  const at = Math.max(now, last?.at ?? 0)
  const rest = closing.map((event, index) => ({
    offset: formatOffset(sequence + index + 1, '00000000'),
    at,
    actor,
    event,
  }))
  return fold(emptyView, [...copied, ...rest])
}

/** Creates the forks of a table of sessions. */
export function createForks({ store, clock, hold }: ForksOptions): Forks {
  /** Holds a session that has a log. Who waits for its turn while it may be made itself could wait for ever. */
  const holdThere = async (key: SessionKey): Promise<Held> => {
    const held = await hold(key)
    if (held.session.writer.headOffset() !== null) return held
    held.release()
    throw new ServerError('not-found')
  }

  const redactIn = async ({ writer, key }: Session, message: Id, actor: Actor): Promise<void> => {
    await writer.settled()
    const log = await readWhole(store, key)
    if (!messagesIn(log).has(message) || redactedIn(log).has(message)) return
    const redaction = findRedaction(log, message)
    await writer.append({ actor, events: [{ type: 'message.redacted', message }], command: null, redaction })
  }

  return {
    begin: async (session, { principal, commandId, command, rules, via }, bodyHash) => {
      const { key, writer } = session
      if (writer.head().session !== null)
        throw new ServerError(
          'not-open',
          'There is a session with this id already, so none was made of the other. Choose another id.',
        )
      const from = { tenant: key.tenant, ...command.from }
      const source = await holdThere(from)
      try {
        // In the turn of the other session, so that nothing is redacted there that the copy then still has.
        return await source.commands.inTurn(async () => {
          await source.session.writer.settled()
          const log = await readWhole(store, from)
          const { copied, closing } = forkLog(log, principal.id, command)
          const actor = { kind: 'person' as const, id: principal.id }
          const view = viewBehind(copied, closing, actor, clock.now())
          const id = deriveIds(principal.id, commandId, key.id)
          const decision = decideFork(view, command, { agent: key.agent, actor, at: view.at, id, rules, via })
          if (!decision.ok) throw new ServerError(decision.code, decision.message)
          return writer.append({
            actor,
            events: [...closing, ...decision.events],
            command: { principal: principal.id, commandId, bodyHash },
            copy: { from, envelopes: copied },
          })
        })
      } finally {
        source.release()
      }
    },
    redact: async (key, message, actor) => {
      for (const fork of await store.forks(key)) {
        const held = await hold(fork)
        try {
          await held.commands.inTurn(() => redactIn(held.session, message, actor))
        } finally {
          held.release()
        }
      }
    },
  }
}
