import { type KeyboardEvent, type RefObject, useCallback, useEffect, useId, useMemo, useState } from 'react'
import {
  type Completing,
  type Completion,
  type CompletionSource,
  completingAt,
  taken,
} from './completions.ts'

/** The list of completions of a composer. */
export interface Completions {
  /** The id of the list, and of an entry. */
  readonly id: string
  readonly list: readonly Completion[]
  readonly active: number
  idOf(index: number): string
  /** Is told of the text and the cursor after each change. */
  look(text: string, cursor: number): void
  take(index: number): void
  close(): void
  /** The keys of an open list; true when it took the key. */
  onKeyDown(event: KeyboardEvent): boolean
}

const NONE: readonly Completion[] = []

/** Finds what fits while a person writes, and puts what they take into the text. The focus stays in the text. */
export function useCompletions(
  sources: readonly CompletionSource[],
  input: RefObject<HTMLTextAreaElement | null>,
  setText: (text: string) => void,
): Completions {
  const id = useId()
  const [completing, setCompleting] = useState<Completing | null>(null)
  const [found, setFound] = useState<{
    readonly of: Completing
    readonly list: readonly Completion[]
  } | null>(null)
  const [active, setActive] = useState(0)

  useEffect(() => {
    if (!completing) return
    let isWanted = true
    const keep = (list: readonly Completion[]) => {
      if (!isWanted) return
      setFound({ of: completing, list })
      setActive(0)
    }
    const answer = completing.source.find(completing.query)
    // A source that cannot be asked has nothing to offer.
    if (answer instanceof Promise) answer.then(keep, () => keep(NONE))
    else keep(answer)
    return () => {
      isWanted = false
    }
  }, [completing])

  const isSame = found && completing && found.of.source === completing.source
  const list = isSame ? found.list : NONE

  const take = useCallback(
    (index: number) => {
      const completion = list[index]
      if (!completion || !completing || !input.current) return
      const next = taken(input.current.value, completing, completion)
      setCompleting(null)
      setText(next.text)
      completion.run?.()
      const element = input.current
      // The cursor goes behind what was taken once the text is there.
      queueMicrotask(() => element.setSelectionRange(next.cursor, next.cursor))
    },
    [list, completing, input, setText],
  )

  return useMemo(
    () => ({
      id,
      list,
      active,
      idOf: index => `${id}-${index}`,
      look: (text, cursor) =>
        setCompleting(sources.length === 0 ? null : completingAt(text, cursor, sources)),
      take,
      close: () => setCompleting(null),
      onKeyDown(event) {
        if (list.length === 0) return false
        const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
        const step = Object.hasOwn(steps, event.key) ? (steps[event.key] ?? 0) : 0
        if (step !== 0) setActive((active + step + list.length) % list.length)
        else if (event.key === 'Enter' || event.key === 'Tab') take(active)
        else if (event.key === 'Escape') setCompleting(null)
        else return false
        event.preventDefault()
        return true
      },
    }),
    [id, list, active, sources, take],
  )
}
