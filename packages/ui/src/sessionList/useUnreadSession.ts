import type { DirectoryRow } from '@sluice/protocol'
import { useEffect, useState } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { useVisible } from '../thread/useVisible.ts'

/**
 * Whether messages came to a session that the reader has not had open since. How many they know of is kept per session and never sent; of a session that
 * is listed for the first time that is all of them.
 */
export function useUnreadSession({ agent, id, messages }: DirectoryRow, current: boolean): boolean {
  const { storage } = useUi()
  const key = `sluice:known:${agent}/${id}`
  const visible = useVisible()
  const [known, setKnown] = useState(() => storage.get(key))
  useEffect(() => {
    if (known !== null && !(current && visible)) return
    storage.set(key, `${messages}`)
    setKnown(`${messages}`)
  }, [known, current, visible, messages, storage, key])
  return known !== null && !current && messages > Number(known)
}
