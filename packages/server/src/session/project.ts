import { directoryRow, fold, get, has, type Settled, type View } from '@sluice/fold'
import type { Envelope, Event } from '@sluice/protocol'
import type { ApprovalRow, CommandRecord, Projections, SessionKey } from '../store/Store.ts'

/** What the log came from, as its `session.forked` says. [S14] */
function projectLineage(envelopes: readonly Envelope[]): Pick<Projections, 'lineage'> {
  const forked = envelopes.findLast(({ event }) => event.type === 'session.forked')
  return forked === undefined ? {} : { lineage: (forked.event as Event<'session.forked'>).lineage }
}

/** The families whose events are boundaries, at which a directory row changes. [S13] */
const BOUNDARIES = new Set(['session', 'run', 'message', 'approval'])

const isBoundary = ({ event: { type } }: Envelope): boolean =>
  // When the last tool call that worked settles, a run with an open approval begins to wait for a person.
  type === 'tool.settled' || BOUNDARIES.has(type.slice(0, type.indexOf('.')))

function projectRow(key: SessionKey, before: View, envelopes: readonly Envelope[], after: View) {
  const last = envelopes.findLastIndex(isBoundary)
  if (last === -1) return null
  // The row is that of the boundary itself, so that it does not depend on how the log was cut into appends.
  const view = last === envelopes.length - 1 ? after : fold(before, envelopes.slice(0, last + 1))
  return directoryRow({ agent: key.agent, id: key.id }, view)
}

function projectPages(before: View, after: View): Projections['pages'] {
  if (before.settled === after.settled) return []
  const pages: { ordinal: number; entry: Settled }[] = []
  let ordinal = after.settledBefore
  for (const [index, chunk] of after.settled.entries()) {
    const old = before.settled[index]
    if (old !== chunk) {
      for (const [at, entry] of chunk.entries()) {
        if (old?.[at] !== entry) pages.push({ ordinal: ordinal + at, entry })
      }
    }
    ordinal += chunk.length
  }
  return pages
}

function projectApprovals(before: View, after: View): Projections['approvals'] {
  const [was, is] = [before.open.approvals, after.open.approvals]
  if (was === is) return { opened: [], closed: [] }
  const opened: ApprovalRow[] = Object.values(is)
    .filter(approval => !has(was, approval.id))
    .map(({ id, question, schema, call, requestedAt, expiresAt }) => {
      const part = call === null ? null : get(after.open.parts, call)
      const tool = part?.kind === 'tool-call' ? part.tool : null
      return { approval: id, question, schema, call, tool, requestedAt, expiresAt }
    })
  return { opened, closed: Object.keys(was).filter(id => !has(is, id)) }
}

/** When something is to be done in a session: a timer fires, or an open fiber goes on, which is due since it was started. */
function wakeOf({ open }: View): number | null {
  const times = [
    ...Object.values(open.timers).map(({ at }) => at),
    ...Object.values(open.fibers).map(({ startedAt }) => startedAt),
  ]
  return times.length === 0 ? null : Math.min(...times)
}

function projectWake(before: View, after: View): Pick<Projections, 'wake'> {
  if (before.open.timers === after.open.timers && before.open.fibers === after.open.fibers) return {}
  const at = wakeOf(after)
  return at === wakeOf(before) ? {} : { wake: { at } }
}

/**
 * What follows from an append for the tables beside the log. Pure: `after` is the fold of the envelopes into `before`. However a log is cut
 * into appends, the tables end up the same. [S9]
 */
export function project(
  key: SessionKey,
  before: View,
  envelopes: readonly Envelope[],
  after: View,
  commands: readonly CommandRecord[],
): Projections {
  return {
    directory: projectRow(key, before, envelopes, after),
    pages: projectPages(before, after),
    commands,
    approvals: projectApprovals(before, after),
    ...projectWake(before, after),
    ...projectLineage(envelopes),
  }
}
