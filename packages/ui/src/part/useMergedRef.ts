import { type Ref, type RefCallback, useMemo } from 'react'

type AnyRef = Ref<Element> | undefined

function assign(ref: AnyRef, element: Element | null): (() => void) | undefined {
  if (!ref) return undefined
  if (typeof ref !== 'function') {
    ref.current = element
    return undefined
  }
  const cleanup = ref(element)
  return typeof cleanup === 'function' ? cleanup : undefined
}

/** Makes one ref of up to three; null when none is given. The result changes only when one of them does. */
export function useMergedRef(a: AnyRef, b: AnyRef, c: AnyRef): Ref<Element> | null {
  return useMemo(() => {
    const refs = [a, b, c].filter(ref => ref !== null && ref !== undefined)
    if (refs.length < 2) return refs[0] ?? null
    const merged: RefCallback<Element> = element => {
      const cleanups = refs.map(ref => assign(ref, element))
      return () =>
        refs.forEach((ref, index) => {
          const cleanup = cleanups[index]
          if (cleanup) cleanup()
          else assign(ref, null)
        })
    }
    return merged
  }, [a, b, c])
}
