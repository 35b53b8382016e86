import type { BlobRef, SessionRef } from '@sluice/protocol'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { DevtoolsMessages } from './DevtoolsMessages.ts'
import { english } from './english.ts'

/** Gets the content of a blob as text; rejects with an error whose message a person can read. */
export type LoadBlob = (session: SessionRef, blob: BlobRef, signal: AbortSignal) => Promise<string>

/** What every panel reads from around it. */
export interface Devtools {
  readonly messages: DevtoolsMessages
  /** Null where blobs cannot be opened, as in a story. */
  readonly loadBlob: LoadBlob | null
}

/** The props of {@link DevtoolsProvider}; what is absent is inherited. */
export interface DevtoolsProviderProps {
  readonly messages?: Partial<DevtoolsMessages>
  readonly loadBlob?: LoadBlob
  readonly children: ReactNode
}

const DevtoolsContext = createContext<Devtools>({ messages: english, loadBlob: null })

/** What the nearest {@link DevtoolsProvider} gives; English and no blobs without one. */
export const useDevtools = (): Devtools => useContext(DevtoolsContext)

/** Replaces texts, and hands in how blobs are loaded. */
export function DevtoolsProvider({ messages, loadBlob, children }: DevtoolsProviderProps) {
  const outer = useDevtools()
  const devtools = useMemo<Devtools>(
    () => ({
      messages: messages === undefined ? outer.messages : { ...outer.messages, ...messages },
      loadBlob: loadBlob ?? outer.loadBlob,
    }),
    [outer, messages, loadBlob],
  )
  return <DevtoolsContext value={devtools}>{children}</DevtoolsContext>
}
