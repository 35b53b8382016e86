import type { DirectoryView, Environment, Readable } from '@sluice/client'
import type { DirectoryRow, SessionRef } from '@sluice/protocol'
import type { Notice, NoticePage, NoticeText } from './NoticePage.ts'

/** A page that is seen claims a notice at once; a hidden one leaves it this long to do so. */
const HIDDEN_WAIT_MS = 500

/** What notices are made of. */
export interface NoticesOptions {
  readonly directory: Readable<DirectoryView>
  readonly page: NoticePage
  readonly environment: Pick<Environment, 'after'>
  /** The session that the page shows; null for all of them. */
  watched(): SessionRef | null
  describe(notice: Notice): NoticeText
  opened(notice: Notice): void
}

/** Notices that were not seen, oldest first. */
export interface Notices extends Readable<readonly Notice[]> {
  /** Looks at what is on the screen: what is shown there is seen. */
  look(): void
  /** Takes all of them as seen. */
  clear(): void
}

const keyOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

/** What came between two rows of a session: a question, or the end of a run. */
function noticeOf(before: DirectoryRow | undefined, row: DirectoryRow): Notice | null {
  const { agent, id, title, offset } = row
  const hasEnded = row.runs > (before?.runs ?? 0)
  const hasAsked = row.approvals > (before?.approvals ?? 0)
  if (!hasEnded && !hasAsked) return null
  const kind = hasAsked ? 'asked' : row.status === 'failed' ? 'failed' : 'completed'
  return { key: `${agent}/${id}/${offset}/${kind}`, kind, session: { agent, id }, title }
}

/** Follows the directory and notes what a person should know of the sessions that nobody looks at. It works while it is subscribed to. [H5] */
export function createNotices(options: NoticesOptions): Notices {
  const { directory, page, environment } = options
  const rows = new Map<string, DirectoryRow>()
  let taken: readonly DirectoryRow[] = []
  const listeners = new Set<() => void>()
  let unseen: readonly Notice[] = []
  let isFirst = true
  let leaves: (() => void)[] = []

  function isOnScreen({ session }: Notice): boolean {
    const watched = options.watched()
    return !page.isHidden() && (watched === null || keyOf(watched) === keyOf(session))
  }

  function set(next: readonly Notice[]): void {
    if (next.length === unseen.length && next.every((notice, at) => notice === unseen[at])) return
    unseen = next
    page.mark(unseen.length)
    for (const listener of listeners) listener()
  }

  const look = (): void => set(unseen.filter(notice => !isOnScreen(notice)))

  async function tell(notice: Notice): Promise<void> {
    if (!(await page.claim(notice.key))) return
    if (page.isHidden() && page.permission() === 'granted')
      page.show(notice.key, options.describe(notice), () => options.opened(notice))
  }

  function begin(): void {
    rows.clear()
    isFirst = true
    set([])
  }

  function take(): void {
    const view = directory.getSnapshot()
    if (view.status !== 'live') {
      // A drop keeps the rows; they go with who has signed out.
      if (view.rows !== taken) begin()
      taken = view.rows
      return
    }
    taken = view.rows
    const found = view.rows.flatMap(row => {
      const before = rows.get(keyOf(row))
      rows.set(keyOf(row), row)
      // What was so when the page came is no news.
      return isFirst || before === row ? [] : (noticeOf(before, row) ?? [])
    })
    isFirst = false
    set([...unseen, ...found.filter(notice => !isOnScreen(notice))])
    for (const notice of found)
      if (page.isHidden()) leaves.push(environment.after(HIDDEN_WAIT_MS, () => void tell(notice)))
      else void tell(notice)
  }

  return {
    getSnapshot: () => unseen,
    look,
    clear: () => set([]),
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) {
        leaves = [directory.subscribe(take), page.onVisibility(look)]
        take()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        for (const leave of leaves) leave()
        begin()
      }
    },
  }
}
