import { useCallback, useEffect, useState } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePrincipal } from '../session/usePrincipal.ts'
import { useUi } from '../text/UiProvider.tsx'

/**
 * The text of a composer, kept per session and person until it is sent, so that a reload or another conversation does not lose it. Until the server has
 * said who asks it is the text of who was there last; where that is somebody else, it is put away for them.
 */
export function useDraft(): readonly [text: string, setText: (text: string) => void] {
  const { agent, id } = useSessionRef()
  const { storage } = useUi()
  const principal = usePrincipal()
  const key = `sluice:draft:${agent}/${id}`
  const writerKey = `${key} by`
  const [text, setText] = useState('')
  // After the first render, which a server may have made.
  useEffect(() => {
    const writer = storage.get(writerKey)
    if (principal !== null && writer !== null && writer !== principal) {
      storage.set(`${writerKey} ${writer}`, storage.get(key))
      storage.set(key, null)
      storage.set(writerKey, null)
      setText('')
    }
    const putAway = storage.get(`${writerKey} ${principal}`)
    if (putAway !== null && storage.get(key) === null) {
      storage.set(`${writerKey} ${principal}`, null)
      storage.set(key, putAway)
      storage.set(writerKey, principal)
    }
    const kept = storage.get(key)
    if (kept) setText(now => now || kept)
  }, [storage, key, writerKey, principal])
  const write = useCallback(
    (next: string) => {
      setText(next)
      storage.set(key, next === '' ? null : next)
      if (next === '') storage.set(writerKey, null)
      else if (principal !== null) storage.set(writerKey, principal)
    },
    [storage, key, writerKey, principal],
  )
  return [text, write]
}
