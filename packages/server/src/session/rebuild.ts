import { emptyView, fold, type Settled, type View } from '@sluice/fold'
import type { DirectoryRow, Id, Offset } from '@sluice/protocol'
import type { ApprovalRow, CommandRecord, Projections, SessionKey, Store } from '../store/Store.ts'
import { READ_BYTES } from './openView.ts'
import { project } from './project.ts'

/** All projections of a log, as its writers wrote them bit by bit. */
interface Rebuilt {
  row: DirectoryRow | null
  readonly pages: Map<number, Settled>
  readonly commands: Map<string, CommandRecord>
  readonly approvals: Map<Id, ApprovalRow>
  wakeAt: number | null
  lineage: Projections['lineage']
}

function merge(
  rebuilt: Rebuilt,
  { directory, pages, commands, approvals, wake, lineage }: Projections,
): void {
  rebuilt.lineage = lineage ?? rebuilt.lineage
  rebuilt.row = directory ?? rebuilt.row
  if (wake !== undefined) rebuilt.wakeAt = wake.at
  for (const { ordinal, entry } of pages) rebuilt.pages.set(ordinal, entry)
  for (const row of approvals.opened) rebuilt.approvals.set(row.approval, row)
  for (const id of approvals.closed) rebuilt.approvals.delete(id)
  for (const record of commands) {
    const name = `${record.principal}\n${record.commandId}`
    if (!rebuilt.commands.has(name)) rebuilt.commands.set(name, record)
  }
}

/**
 * Makes a session's projections again from its log; null when there is none. The hash of a command's body is not in the log: a record made
 * again has an empty one, which stands for any body. [S9]
 */
export async function rebuildProjections(
  store: Store,
  key: SessionKey,
): Promise<{ readonly head: Offset; readonly projections: Projections } | null> {
  const rebuilt: Rebuilt = {
    row: null,
    pages: new Map(),
    commands: new Map(),
    approvals: new Map(),
    wakeAt: null,
    lineage: undefined,
  }
  let view: View = emptyView
  let head: Offset | null = null
  for (;;) {
    const { envelopes, atHead } = await store.read(key, head, READ_BYTES)
    const records = envelopes.flatMap(({ commandId, actor, offset }) =>
      commandId === undefined ? [] : [{ principal: actor.id, commandId, bodyHash: '', offset }],
    )
    const after = fold(view, envelopes)
    merge(rebuilt, project(key, view, envelopes, after, records))
    view = after
    head = envelopes.at(-1)?.offset ?? head
    if (atHead || envelopes.length === 0) break
  }
  if (head === null) return null
  const projections: Projections = {
    directory: rebuilt.row,
    pages: [...rebuilt.pages].map(([ordinal, entry]) => ({ ordinal, entry })),
    commands: [...rebuilt.commands.values()],
    approvals: { opened: [...rebuilt.approvals.values()], closed: [] },
    wake: { at: rebuilt.wakeAt },
    ...(rebuilt.lineage === undefined ? {} : { lineage: rebuilt.lineage }),
  }
  return { head, projections }
}
