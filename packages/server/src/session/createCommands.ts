import { type AgentRules, type Decision, decide } from '@sluice/fold'
import { type Actor, type Command, type Id, isAfter, type Offset } from '@sluice/protocol'
import type { Principal } from '../access/types.ts'
import type { CommandAnswer, CommandSource } from '../hub/types.ts'
import type { Clock, Problem } from '../ports.ts'
import { findRedaction, type Redaction } from '../rewrite/findRedaction.ts'
import { readWhole } from '../rewrite/readWhole.ts'
import { ServerError } from '../ServerError.ts'
import type { CommandRecord, SessionKey, Store } from '../store/Store.ts'
import type { Session } from './createSession.ts'
import { deriveIds, hashCommand } from './identity.ts'

/** A command and who asks. */
export interface CommandRequest {
  readonly principal: Principal
  readonly commandId: Id
  readonly command: Command
  readonly rules: AgentRules
  readonly via: CommandSource['via']
  /** Rejects with a ServerError when the principal may not; asked with the session's owner as the command finds it. [S6] */
  readonly allow: (owner: string | null) => Promise<void>
}

/** Runs the commands of one session, one at a time and each once. [F8] [W5] */
export interface Commands {
  run(request: CommandRequest): Promise<CommandAnswer>
  /** Does something between two commands; none is decided meanwhile. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

/** What goes from one session's log into another's. [S14] */
export interface Forks {
  /** Begins a session as a copy of another; called in the session's turn. Resolves with the offset of its own first event. */
  begin(
    session: Session,
    request: CommandRequest & { readonly command: Command<'session.fork'> },
    bodyHash: string,
  ): Promise<Offset>
  /** Redacts a message in every fork that has it; called in the session's turn, before it is redacted there. [S12] */
  redact(key: SessionKey, message: Id, actor: Actor): Promise<void>
}

/** What the commands of a session are made of. */
export interface CommandsOptions {
  readonly store: Store
  readonly clock: Clock
  readonly report: (problem: Problem) => void
  /** Deletes the session and resolves with where its log ended. [S12] */
  readonly remove: (command: Omit<CommandRecord, 'offset'>) => Promise<Offset>
  readonly forks: Forks
}

/** The answer that stands for an error. */
export function toAnswer(error: unknown): CommandAnswer {
  const known =
    error instanceof ServerError ? error : new ServerError('internal', undefined, { cause: error })
  return { ok: false, code: known.code, message: known.message, retryAfterMs: known.retryAfterMs }
}

interface InFlight {
  readonly bodyHash: string
  readonly answer: Promise<CommandAnswer>
}

/** Creates the commands of a session. */
export function createCommands(
  session: Session,
  { store, clock, report, remove, forks }: CommandsOptions,
): Commands {
  const { key, writer } = session
  const inFlight = new Map<string, InFlight>()
  let turn: Promise<unknown> = Promise.resolve()

  const ownerAtHead = (): string | null => writer.head().session?.owner ?? null

  const decideNow = ({ principal, commandId, command, rules, via }: CommandRequest): Decision => {
    const view = writer.head()
    const fork = view.session?.forkedFrom == null ? undefined : key.id
    return decide(view, command, {
      agent: key.agent,
      actor: { kind: 'person', id: principal.id },
      at: Math.max(clock.now(), view.at),
      id: deriveIds(principal.id, commandId, fork),
      rules,
      via,
    })
  }

  const decideAndAppend = (
    request: CommandRequest,
    bodyHash: string,
    redaction: Redaction | null,
  ): Promise<Offset> => {
    const { principal, commandId } = request
    const actor = { kind: 'person' as const, id: principal.id }
    const decision = decideNow(request)
    if (!decision.ok) throw new ServerError(decision.code, decision.message)
    if (decision.events.length > 0) {
      const record = { principal: principal.id, commandId, bodyHash }
      return writer.append({
        actor,
        events: decision.events,
        command: record,
        ...(redaction === null ? {} : { redaction }),
      })
    }
    // The effect is there already; it counts as accepted where the log stands, once that is durable.
    const head = writer.headOffset()
    if (head === null) throw new ServerError('not-open')
    return writer.settled().then(() => {
      if (isAfter(head, writer.headOffset())) throw new ServerError('storage-failed')
      return head
    })
  }

  /** What redacting a message changes here; in forks it is done already, because this session's answer stands for them as well. [S12] */
  const prepareRedaction = async (request: CommandRequest, message: Id): Promise<Redaction | null> => {
    if (!decideNow(request).ok) return null
    await forks.redact(key, message, { kind: 'person', id: request.principal.id })
    await writer.settled()
    // What a settled message said does not change while it is looked for.
    return findRedaction(await readWhole(store, key), message)
  }

  /** Waits for its turn, then decides in one go; the wait for the disk does not hold up the next command. */
  const decideInTurn = (
    request: CommandRequest,
    bodyHash: string,
    lookup: Promise<CommandRecord | null>,
    allowed: Promise<string | null>,
  ): Promise<{ readonly offset: Promise<Offset> }> => {
    const decided = turn.then(async () => {
      const record = await lookup
      let owner = await allowed
      if (record !== null) {
        // A record that was rebuilt from the log has no hash. [S9]
        if (record.bodyHash !== bodyHash && record.bodyHash !== '') throw new ServerError('command-conflict')
        return { offset: Promise.resolve(record.offset) }
      }
      while (ownerAtHead() !== owner) {
        owner = ownerAtHead()
        await request.allow(owner)
      }
      const { command, commandId, principal } = request
      if (command.type === 'session.delete')
        return { offset: remove({ principal: principal.id, commandId, bodyHash }) }
      if (command.type === 'session.fork')
        return { offset: Promise.resolve(await forks.begin(session, { ...request, command }, bodyHash)) }
      const redaction =
        command.type === 'message.redact' ? await prepareRedaction(request, command.message) : null
      return { offset: decideAndAppend(request, bodyHash, redaction) }
    })
    turn = decided.catch(() => undefined)
    return decided
  }

  const execute = async (request: CommandRequest, bodyHash: string): Promise<CommandAnswer> => {
    const owner = ownerAtHead()
    const lookup = store.command(key, request.principal.id, request.commandId).catch((cause: unknown) => {
      throw new ServerError('storage-failed', undefined, { cause })
    })
    const allowed = request.allow(owner).then(() => owner)
    // Both are awaited in turn; until then a rejection is nobody's.
    lookup.catch(() => undefined)
    allowed.catch(() => undefined)
    try {
      const { offset } = await decideInTurn(request, bodyHash, lookup, allowed)
      return { ok: true, offset: await offset }
    } catch (error) {
      if (!(error instanceof ServerError)) {
        report({
          message: `The command ${request.command.type} failed for no reason that is its own.`,
          cause: error,
        })
      }
      return toAnswer(error)
    }
  }

  const run: Commands['run'] = request => {
    const bodyHash = hashCommand(request.command)
    const name = `${request.principal.id}\n${request.commandId}`
    const known = inFlight.get(name)
    // What becomes of the other body says which of the two is in conflict.
    if (known !== undefined)
      return known.bodyHash === bodyHash ? known.answer : known.answer.then(() => run(request))
    const answer = execute(request, bodyHash)
    inFlight.set(name, { bodyHash, answer })
    void answer.then(() => inFlight.delete(name))
    return answer
  }

  return {
    inTurn: work => {
      const done = turn.then(work)
      turn = done.catch(() => undefined)
      return done
    },
    run,
  }
}
