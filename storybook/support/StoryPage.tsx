import { SluiceProvider } from '@sluice/react'
import { createTestPage, type TestPage } from '@sluice/testkit/react'
import { UiProvider, type UiStorage } from '@sluice/ui'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { type Story, session } from '../logs/createStory.ts'

/** What stands around a story: a real client on a server in memory that holds the story's log. */
export interface StoryPageProps {
  /** Null for a session that does not exist yet. */
  readonly story: (() => Story) | null
  /** Is told of the page once it is connected, to cut its connection, refuse its commands and so on. */
  readonly then?: ((page: TestPage) => void) | undefined
  /** The server gives the newest 100 messages instead of the whole log. */
  readonly isWindowed?: boolean
  /** The server tells of the sessions that it holds. */
  readonly hasDirectory?: boolean
  /** What the storage of the page holds. */
  readonly kept?: Readonly<Record<string, string>>
  readonly children: ReactNode
}

/** How often the clock of the page goes on, in ms. */
const TICK_MS = 16

/** Between the last event and now, so that durations of what still runs can be seen. */
const SINCE_MS = 1_700

function makePage({ story: tell, then, isWindowed = false, hasDirectory = false }: StoryPageProps): TestPage {
  const story = tell?.()
  const page = createTestPage({
    startsAt: (story?.log.view.at ?? Date.UTC(2026, 2, 3, 10, 24)) + SINCE_MS,
    rules: { clientsPatchState: true, initialState: {} },
    directory: hasDirectory,
    ...(isWindowed ? { replayLimit: 1 } : {}),
  })
  if (story) page.server.restore(session, story.log)
  const stop = page.client.session(session).subscribe(() => {})
  page.clock.advance(500)
  then?.(page)
  page.clock.advance(100)
  stop()
  return page
}

function makeStorage(kept: StoryPageProps['kept']): UiStorage {
  const entries = new Map(Object.entries(kept ?? {}))
  return {
    get: key => entries.get(key) ?? null,
    set: (key, value) => void (value === null ? entries.delete(key) : entries.set(key, value)),
  }
}

/** Draws its children with the session as the story left it. Time stands still; the connection goes on. */
export function StoryPage(props: StoryPageProps) {
  const { kept, children } = props
  const [page] = useState(() => makePage(props))
  const [storage] = useState(() => makeStorage(kept))
  useEffect(() => {
    const timer = setInterval(() => page.clock.advance(TICK_MS), TICK_MS)
    return () => clearInterval(timer)
  }, [page])
  const clock = useMemo(() => {
    const now = page.clock.now()
    return { now: () => now, every: () => () => {} }
  }, [page])
  return (
    <SluiceProvider client={page.client}>
      <UiProvider locale="en" clock={clock} storage={storage}>
        {children}
      </UiProvider>
    </SluiceProvider>
  )
}
