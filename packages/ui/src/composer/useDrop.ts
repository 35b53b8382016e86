import { type DragEvent, useMemo, useState } from 'react'
import type { Attachments } from './useAttachments.ts'

/** Takes files that are dropped on an element, and tells while some are held over it. Anything else is left to the browser. */
export function useDrop({ isOffered, add }: Attachments): {
  readonly dropping: boolean
  onDragOver(event: DragEvent): void
  onDragLeave(event: DragEvent): void
  onDrop(event: DragEvent): void
} {
  const [dropping, setDropping] = useState(false)
  return useMemo(() => {
    const isMeant = ({ dataTransfer }: DragEvent) => isOffered && [...dataTransfer.types].includes('Files')
    return {
      dropping,
      onDragOver(event) {
        if (!isMeant(event)) return
        event.preventDefault()
        setDropping(true)
      },
      onDragLeave(event) {
        const to = event.relatedTarget
        if (!(to instanceof Node && event.currentTarget.contains(to))) setDropping(false)
      },
      onDrop(event) {
        setDropping(false)
        if (!isMeant(event)) return
        event.preventDefault()
        add(event.dataTransfer.files)
      },
    }
  }, [dropping, isOffered, add])
}
