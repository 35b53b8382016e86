import { useCallback, useLayoutEffect, useRef } from 'react'

/** A handler that keeps its identity and calls the newest one, so that what it is handed to need not be drawn again. */
export function useLatest<A extends unknown[]>(handler: (...args: A) => void): (...args: A) => void {
  const latest = useRef(handler)
  useLayoutEffect(() => {
    latest.current = handler
  })
  return useCallback((...args: A) => latest.current(...args), [])
}
