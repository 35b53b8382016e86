import { useCallback, useEffect, useState } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** The text of a composer, kept per session until it is sent, so that a reload or another conversation does not lose it. */
export function useDraft(): readonly [text: string, setText: (text: string) => void] {
  const { agent, id } = useSessionRef()
  const { storage } = useUi()
  const key = `sluice:draft:${agent}/${id}`
  const [text, setText] = useState('')
  // After the first render, which a server may have made.
  useEffect(() => {
    const kept = storage.get(key)
    if (kept) setText(now => now || kept)
  }, [storage, key])
  const write = useCallback(
    (next: string) => {
      setText(next)
      storage.set(key, next === '' ? null : next)
    },
    [storage, key],
  )
  return [text, write]
}
