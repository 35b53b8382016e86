import { useCallback, useEffect, useState } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useIsClosed } from '../session/useIsClosed.ts'
import { usePrincipal } from '../session/usePrincipal.ts'
import { useUi } from '../text/UiProvider.tsx'

/**
 * The text of a composer, kept per session and person until it is sent, so that a reload or another conversation does not lose it. Until the server has
 * said who asks it is the text of who was there last, whom the key without a name tells. Who signs out leaves nothing: the client erases what does not end
 * with another name, and nothing is shown or kept after it.
 */
export function useDraft(): readonly [text: string, setText: (text: string) => void] {
  const { agent, id } = useSessionRef()
  const { storage } = useUi()
  const principal = usePrincipal()
  const isClosed = useIsClosed()
  /** Of whom nobody knows who it is. */
  const key = `sluice:draft:${agent}/${id}`
  const lastKey = `${key} by`
  const [text, setText] = useState('')
  // After the first render, which a server may have made.
  useEffect(() => {
    if (isClosed) {
      setText('')
      return
    }
    const last = storage.get(lastKey)
    const owner = last ?? principal
    const loose = storage.get(key)
    if (loose !== null && owner !== null) {
      const own = storage.get(`${lastKey} ${owner}`)
      storage.set(`${lastKey} ${owner}`, own === null ? loose : `${own}\n${loose}`)
      storage.set(key, null)
    }
    const writer = principal ?? last
    const kept = storage.get(writer === null ? key : `${lastKey} ${writer}`) ?? ''
    const isAnother = principal !== null && last !== null && last !== principal
    setText(now => (isAnother || kept.endsWith(now) ? kept : now))
    if (principal !== null && (isAnother || kept !== '')) storage.set(lastKey, kept === '' ? null : principal)
  }, [storage, key, lastKey, principal, isClosed])
  const write = useCallback(
    (next: string) => {
      setText(next)
      if (isClosed) return
      const writer = principal ?? storage.get(lastKey)
      const its = writer === null ? key : `${lastKey} ${writer}`
      // What another tab has written meanwhile is not what was sent here.
      if (next === '' && (storage.get(its) ?? text) !== text) return
      storage.set(its, next === '' ? null : next)
      if (writer !== null) storage.set(lastKey, next === '' ? null : writer)
    },
    [storage, key, lastKey, principal, isClosed, text],
  )
  return [text, write]
}
