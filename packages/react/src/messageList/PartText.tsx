import type { Part } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import { useEffect, useMemo, useRef } from 'react'
import { useSession } from '../hooks.ts'
import { useReadable } from '../useReadable.ts'

/** Which part of which session. */
export interface PartTextProps {
  readonly session: SessionRef
  readonly part: Id
}

const textOf = (part: Part | null): string => (part && 'text' in part ? part.text : '')

/**
 * Draws the text of a part in a `span`. While it streams, what comes is appended to the text that stands there, without a render; React draws it when it
 * begins and when it settles. For text that is shown as it is; use `usePart` for what is made of it. [H6]
 *
 * @example
 * <PartText session={ref} part={part.id} />
 */
export function PartText({ session, part: id }: PartTextProps) {
  const store = useSession(session)
  const part = useMemo(() => store.part(id), [store, id])
  const element = useRef<HTMLSpanElement>(null)
  const drawn = useMemo(() => {
    let text = ''
    let status: unknown
    return {
      subscribe: part.subscribe,
      /** What React draws: another text only when the part is another one or not streaming any more. */
      getSnapshot(): string {
        const now = part.getSnapshot()
        const next = now && 'status' in now ? now.status : 'settled'
        if (next !== 'streaming' || status !== next) text = textOf(now)
        status = next
        return text
      },
    }
  }, [part])
  const text = useReadable(drawn, '')
  useEffect(() => {
    const write = (): void => {
      const node = element.current?.firstChild
      const now = textOf(part.getSnapshot())
      if (!(node instanceof Text)) {
        if (now !== '') element.current?.append(now)
      } else if (now.startsWith(node.data)) node.appendData(now.slice(node.length))
      else node.data = now
    }
    write()
    return part.subscribe(write)
  }, [part])
  return <span ref={element}>{text}</span>
}
