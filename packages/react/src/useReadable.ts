import type { Readable } from '@sluice/client'
import { useSyncExternalStore } from 'react'

/** Reads a value that changes. `empty` is what it is on a server and while its page is hydrated. */
export const useReadable = <T>(readable: Readable<T>, empty: T): T =>
  useSyncExternalStore(readable.subscribe, readable.getSnapshot, readable.getServerSnapshot ?? (() => empty))
