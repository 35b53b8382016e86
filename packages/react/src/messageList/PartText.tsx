import type { Part } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { useSession } from '../hooks.ts'
import { useReadable } from '../useReadable.ts'

/** Which part of which session. */
export interface PartTextProps {
  readonly session: SessionRef
  readonly part: Id
}

const textOf = (part: Part | null): string => (part && 'text' in part ? part.text : '')

/** Writes a text into an element whose text grows. */
function createWriter(element: RefObject<HTMLElement | null>): (text: string) => void {
  let written = ''
  return text => {
    const node = element.current?.firstChild
    if (!(node instanceof Text)) {
      if (text !== '') element.current?.append(text)
    } else {
      // React draws nothing but what is written here too, and reading a long text out of the page takes longer than appending to it.
      const before = node.length === written.length ? written : node.data
      // Comparing whole strings is much faster than `startsWith`.
      if (text.slice(0, before.length) !== before) node.data = text
      else if (text.length > before.length) node.appendData(text.slice(before.length))
    }
    written = text
  }
}

/**
 * Draws the text of a part in a `span`. While it streams, what comes is appended to the text that stands there, without a render; React draws it when it
 * begins and when it settles. For text that is shown as it is; use `usePart` for what is made of it. [H6]
 *
 * @example
 * <PartText session={ref} part={part.id} />
 */
export function PartText({ session, part: id }: PartTextProps) {
  const store = useSession(session)
  const element = useRef<HTMLSpanElement>(null)
  const [drawn, write] = useMemo(() => {
    const part = store.part(id)
    const writeText = createWriter(element)
    const write = (): void => writeText(textOf(part.getSnapshot()))
    let text = ''
    let status: unknown
    const drawn = {
      subscribe: (listener: () => void) =>
        part.subscribe(() => {
          write()
          listener()
        }),
      /** What React draws: another text only when the part is another one or not streaming any more. */
      getSnapshot(): string {
        const now = part.getSnapshot()
        const next = now && 'status' in now ? now.status : 'settled'
        if (next !== 'streaming' || status !== next) text = textOf(now)
        status = next
        return text
      },
    }
    return [drawn, write] as const
  }, [store, id])
  const text = useReadable(drawn, '')
  useEffect(write, [write])
  return <span ref={element}>{text}</span>
}
