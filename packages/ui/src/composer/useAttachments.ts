import type { BlobRef, PartInput } from '@sluice/protocol'
import { useClient, useUpload } from '@sluice/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** What may be attached. The server has limits of its own. */
export interface AttachmentLimits {
  /** Of one file. */
  readonly maxBytes?: number
  readonly maxCount?: number
  /** As the `accept` of a file input. */
  readonly accept?: string
}

/** A file beside the text that is being written. */
export interface Attachment {
  readonly id: number
  readonly file: File
  readonly status: 'uploading' | 'ready' | 'failed'
  /** How many of its bytes have left the page; null while the backend has not said. */
  readonly sent: number | null
  /** How the server names it, once it is there. */
  readonly blob: BlobRef | null
  /** Why it failed. */
  readonly reason: string | null
  /** It failed for a limit, or for what it is, so that trying again would not help. */
  readonly refused: boolean
}

/** The files of a composer and what can be done with them. */
export interface Attachments {
  /** False where files cannot be uploaded. [C7] */
  readonly isOffered: boolean
  readonly accept: string | undefined
  readonly list: readonly Attachment[]
  add(files: Iterable<File>): void
  remove(id: number): void
  retry(id: number): void
  clear(): void
}

/** What a server takes when it was not told otherwise. */
const MAX_BYTES = 16 * 1024 * 1024
const MAX_COUNT = 10

/** What a backend would say again of the same file. */
const FINAL: ReadonlySet<string> = new Set(['bad-command', 'frame-too-large'])

/** The files as parts of a message. */
export const partsOfAttachments = (list: readonly Attachment[]): readonly PartInput[] =>
  list.flatMap(({ blob, file }) =>
    blob ? { kind: 'file' as const, file: blob, filename: file.name.slice(0, 255) } : [],
  )

/** Keeps the files of a composer; each is uploaded as soon as it is added, and its upload ends when it is removed. [S15] */
export function useAttachments(limits: AttachmentLimits | false): Attachments {
  const upload = useUpload(useSessionRef())
  const { uploads: takes } = useClient().capabilities
  const { messages, format } = useUi()
  const [list, setList] = useState<readonly Attachment[]>([])
  const uploads = useRef(new Map<number, AbortController>())
  const lastId = useRef(0)
  const isOffered = limits !== false && Boolean(takes)
  const own = typeof takes === 'string' ? takes : undefined
  const { maxBytes = MAX_BYTES, maxCount = MAX_COUNT, accept = own } = limits || {}

  const start = useCallback(
    (id: number, file: File) => {
      const controller = new AbortController()
      uploads.current.set(id, controller)
      const change = (changed: Partial<Attachment>) =>
        setList(before => before.map(item => (item.id === id ? { ...item, ...changed } : item)))
      change({ status: 'uploading', reason: null, sent: null })
      // What is sent around the file counts too.
      const onSent = (bytes: number) => change({ sent: Math.min(bytes, file.size) })
      upload(file, { signal: controller.signal, onSent }).then(
        blob => change({ status: 'ready', blob }),
        // One that was removed is no longer in the list.
        ({ message, code = '' }: Error & { readonly code?: string }) =>
          change({ status: 'failed', reason: message, refused: FINAL.has(code) }),
      )
    },
    [upload],
  )

  const remove = useCallback((id: number) => {
    uploads.current.get(id)?.abort()
    uploads.current.delete(id)
    setList(before => before.filter(item => item.id !== id))
  }, [])

  const count = list.length
  return useMemo(
    () => ({
      isOffered,
      accept,
      list,
      add(files) {
        if (!isOffered) return
        const added = [...files].map((file, index): Attachment => {
          lastId.current += 1
          const tooMany =
            count + index >= maxCount ? messages.attachmentTooMany(format.number(maxCount)) : null
          const tooLarge = file.size > maxBytes ? messages.attachmentTooLarge(format.bytes(maxBytes)) : null
          const reason = tooMany ?? tooLarge
          return {
            id: lastId.current,
            file,
            status: reason ? 'failed' : 'uploading',
            sent: null,
            blob: null,
            reason,
            refused: reason !== null,
          }
        })
        setList(before => [...before, ...added])
        for (const { id, file, status } of added) if (status === 'uploading') start(id, file)
      },
      remove,
      retry(id) {
        const found = list.find(item => item.id === id)
        if (found && !found.refused) start(id, found.file)
      },
      clear() {
        uploads.current.clear()
        setList([])
      },
    }),
    [isOffered, accept, list, count, maxBytes, maxCount, messages, format, remove, start],
  )
}
