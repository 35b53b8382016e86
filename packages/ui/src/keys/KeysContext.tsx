import { createContext, use } from 'react'

/** Opens the map of keys; null where there is none. */
export const KeysContext = createContext<(() => void) | null>(null)

/** How the map of keys is opened; null outside of a chat. */
export const useKeys = (): (() => void) | null => use(KeysContext)
