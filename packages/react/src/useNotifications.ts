import { directoryOf } from '@sluice/client'
import type { DirectoryFilter, SessionRef } from '@sluice/protocol'
import { useEffect, useMemo, useRef, useState } from 'react'
import { browserNotices } from './edge/browserNotices.ts'
import { emptyList } from './empty.ts'
import { createNotices } from './notifications/createNotices.ts'
import type { Notice, NoticePage, NoticeText } from './notifications/NoticePage.ts'
import { useClient } from './SluiceProvider.tsx'
import { useReadable } from './useReadable.ts'

/** What is told, and how. */
export interface NotificationOptions {
  /** Which sessions; those of the directory when absent. */
  readonly filter?: DirectoryFilter
  /** The session that the page shows while it is seen; what happens in others counts as not seen. All of them when absent. */
  readonly watched?: SessionRef
  /** Says a notice in words. */
  readonly describe?: (notice: Notice) => NoticeText
  /** The person clicked a notice; the page is in front again. */
  readonly onOpen?: (notice: Notice) => void
  /** Instead of the browser's page. */
  readonly page?: NoticePage
}

/** Notices that were not seen, and whether they may be shown outside of the page. */
export interface Notifications {
  readonly unseen: readonly Notice[]
  readonly permission: NotificationPermission | 'unsupported'
  /** Asks the person for the permission; call it in answer to a click. */
  ask(): Promise<void>
  /** Takes all notices as seen. */
  clear(): void
}

const bodies: Readonly<Record<Notice['kind'], string>> = {
  asked: 'Waits for your answer.',
  completed: 'Is done.',
  failed: 'Has failed.',
}

const inEnglish = ({ kind, title, session }: Notice): NoticeText => ({
  title: title || session.agent,
  body: bodies[kind],
})

/**
 * Tells a person who does not look that a run asks or has ended: in the title and the badge of the page, and, once per browser and only while the page is
 * hidden, as a notification of the system. Nothing is told of what was so when the page came. Mount it once. [H5] [S13]
 *
 * @example
 * const { permission, ask } = useNotifications({ watched: ref })
 */
export function useNotifications(options: NotificationOptions = {}): Notifications {
  const { filter, watched, page = browserNotices } = options
  const client = useClient()
  const latest = useRef(options)
  const filterKey = JSON.stringify(filter ?? {})
  const notices = useMemo(
    () =>
      createNotices({
        directory: directoryOf(client, JSON.parse(filterKey) as DirectoryFilter),
        page,
        environment: client.environment,
        watched: () => latest.current.watched ?? null,
        describe: notice => (latest.current.describe ?? inEnglish)(notice),
        opened: notice => latest.current.onOpen?.(notice),
      }),
    [client, filterKey, page],
  )
  useEffect(() => {
    latest.current = options
  })
  const unseen = useReadable(notices, emptyList)
  const watchedKey = watched && `${watched.agent}/${watched.id}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session on the screen is a reason to look
  useEffect(notices.look, [notices, watchedKey])
  const [permission, setPermission] = useState<Notifications['permission']>('default')
  useEffect(() => setPermission(page.permission()), [page])
  return useMemo(
    () => ({
      unseen,
      permission,
      async ask() {
        await page.ask()
        setPermission(page.permission())
      },
      clear: notices.clear,
    }),
    [unseen, permission, page, notices],
  )
}
