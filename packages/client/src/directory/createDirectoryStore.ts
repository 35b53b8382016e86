import type { DirectoryFilter, DirectoryRow, ServerFrame, SessionRef } from '@sluice/protocol'
import type { AnswerFrame } from '../backend/Backend.ts'
import type { Link } from '../backend/createLink.ts'
import { createCell } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import type { Environment } from '../environment.ts'
import { problemOf } from '../problem.ts'
import type { Readable } from '../readable.ts'
import type { DirectoryView } from './DirectoryView.ts'

/** What the server sends to a filter without a limit. */
const LIMIT = 100

const keyOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

/** Creates the live rows of a filter; it subscribes at the server while something listens. [S13] */
export function createDirectoryStore(
  link: Link,
  environment: Environment,
  filter: DirectoryFilter,
): Readable<DirectoryView> {
  const rows = new Map<string, DirectoryRow>()
  let view: DirectoryView = { rows: [], status: 'connecting', error: null }
  let channel = -1
  /** The first frame of a channel holds all rows. */
  let isFirst = true
  let failures = 0
  let stopTimer: (() => void) | undefined

  function show(change: Partial<DirectoryView>): void {
    view = { ...view, ...change }
    cell.tell()
  }

  function subscribe(): void {
    if (channel >= 0) return
    channel = link.newChannel()
    isFirst = true
    link.request({ type: 'subscribe', channel, directory: true, filter })
  }

  function lost(): void {
    stopTimer?.()
    channel = -1
    if (view.status === 'live') show({ status: 'connecting' })
  }

  function ended(frame: ServerFrame<'refused' | 'closed'>): void {
    const { error, retry, retryAfterMs } = problemOf(frame)
    lost()
    show({ status: retry === 'later' ? 'connecting' : 'closed', error })
    if (retry !== 'later') return
    failures += 1
    stopTimer = environment.after(retryAfterMs + backoffMs(failures, environment.random()), subscribe)
  }

  function answer(frame: AnswerFrame): void {
    if (!('channel' in frame) || frame.channel !== channel) return
    if (frame.type === 'closed' || frame.type === 'refused') ended(frame)
    if (frame.type !== 'rows') return
    if (isFirst) rows.clear()
    isFirst = false
    failures = 0
    for (const gone of frame.gone) rows.delete(keyOf(gone))
    for (const row of frame.rows) rows.set(keyOf(row), row)
    const sorted = [...rows.values()].sort((a, b) => b.updatedAt - a.updatedAt)
    show({ rows: sorted.slice(0, filter.limit ?? LIMIT), status: 'live', error: null })
  }

  const cell = createCell(
    () => view,
    link.join({
      ready: subscribe,
      lost,
      forget() {
        rows.clear()
        show({ rows: [], status: 'connecting', error: null })
      },
      answer,
      left() {
        if (channel >= 0) link.request({ type: 'unsubscribe', channel })
        lost()
      },
    }),
  )
  return cell
}
