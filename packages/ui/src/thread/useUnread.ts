import type { Id } from '@sluice/protocol'
import { useEffect, useRef, useState } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useVisible } from './useVisible.ts'

/** What a reader has seen of a thread. */
export interface Unread {
  /** The message after which the "new" divider stands; null for none. */
  readonly read: Id | null
  /** How many messages came while the reader was elsewhere; 0 at the end. */
  readonly count: number
}

/**
 * Notes the last message that the reader saw: with the thread at its end in a page that is shown. It is kept per session and never sent. The
 * divider stands where they were when they came or last turned away.
 */
export function useUnread(line: readonly Id[], following: boolean): Unread {
  const { agent, id } = useSessionRef()
  const { storage } = useUi()
  const key = `sluice:read:${agent}/${id}`
  const [read, setRead] = useState(() => storage.get(key))
  const visible = useVisible()
  const last = line.at(-1) ?? null
  const attending = following && visible
  const was = useRef({ attending, last })
  useEffect(() => {
    if (attending && last !== null) storage.set(key, last)
    if (was.current.attending && !attending) setRead(was.current.last)
    was.current = { attending, last }
  }, [attending, last, storage, key])
  const at = following || read === null ? -1 : line.lastIndexOf(read)
  return { read, count: at < 0 ? 0 : line.length - 1 - at }
}
