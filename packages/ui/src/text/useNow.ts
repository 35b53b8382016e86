import { useCallback, useSyncExternalStore } from 'react'
import { useUi } from './UiProvider.tsx'

const nothing = () => {}

/** The clock's time, rounded down to `everyMs`; the component renders again as it moves, while `active`. */
export function useNow(active: boolean, everyMs = 1000): number {
  const { clock } = useUi()
  const subscribe = useCallback(
    (listener: () => void) => (active ? clock.every(everyMs, listener) : nothing),
    [clock, active, everyMs],
  )
  const read = () => Math.floor(clock.now() / everyMs) * everyMs
  return useSyncExternalStore(subscribe, read, read)
}
