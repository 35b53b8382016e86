import { openFileClient } from '@sluice/client'
import type { Offset, SessionRef } from '@sluice/protocol'
import { type ReactNode, useEffect, useState } from 'react'
import { SluiceProvider } from '../SluiceProvider.tsx'

/** The props of {@link ReplayProvider}. */
export interface ReplayProviderProps {
  /** A session file: its text, or the file that somebody chose. */
  readonly file: string | Blob
  /** Up to which event it is shown; its end when absent. */
  readonly at?: Offset
  /** Drawn with the session that the file holds. */
  readonly children: ReactNode | ((session: SessionRef) => ReactNode)
  /** Drawn while the file is read. */
  readonly loading?: ReactNode
  /** Drawn when the file is none, was cut or changed, with the reason in words. */
  readonly refused?: (reason: string) => ReactNode
}

type Opened = Awaited<ReturnType<typeof openFileClient>>

/**
 * Shows a recorded session instead of a live one: hooks and components below it work as they do on a server, but for what would change the session. No server is
 * needed. [C9]
 *
 * @example
 * <ReplayProvider file={file}>{session => <AgentChat {...session} />}</ReplayProvider>
 */
export function ReplayProvider({ file, at, children, loading = null, refused }: ReplayProviderProps) {
  const [opened, setOpened] = useState<{
    file: string | Blob
    at: Offset | undefined
    result: Opened
  } | null>(null)
  useEffect(() => {
    let isOver = false
    let close: () => void = () => undefined
    const open = async () => {
      const text = typeof file === 'string' ? file : await file.text()
      const result = await openFileClient(text, at === undefined ? {} : { at })
      if (result.ok) close = result.value.client.close
      if (isOver) close()
      else setOpened({ file, at, result })
    }
    open().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      if (!isOver) setOpened({ file, at, result: { ok: false, reason } })
    })
    return () => {
      isOver = true
      close()
    }
  }, [file, at])
  // Another file is not shown as the one before.
  if (opened === null || opened.file !== file || opened.at !== at) return loading
  const { result } = opened
  if (!result.ok) return refused?.(result.reason) ?? null
  const { client, session } = result.value
  return (
    <SluiceProvider client={client}>
      {typeof children === 'function' ? children(session) : children}
    </SluiceProvider>
  )
}
