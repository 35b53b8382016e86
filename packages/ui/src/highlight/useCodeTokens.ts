import { type RefObject, useCallback, useLayoutEffect, useSyncExternalStore } from 'react'
import { awaitTokens, isColoured, knownTokens } from './codeTokens.ts'
import { canPaint, paintTokens } from './paintTokens.ts'
import type { CodeToken } from './tokenKinds.ts'

const nothing = () => null
const never = () => () => {}

/**
 * The colours of settled code: null until they are known, at once for code that was drawn before. Where the browser can colour text without
 * elements around it, they are put on the text node of the referenced element, and null is returned.
 */
export function useCodeTokens(
  element: RefObject<HTMLElement | null>,
  language: string,
  code: string,
  settled: boolean,
): readonly CodeToken[] | null {
  const isWanted = settled && isColoured(language, code)
  const subscribe = useCallback(
    (listener: () => void) => awaitTokens(language, code, listener),
    [language, code],
  )
  const read = () => knownTokens(language, code)
  const tokens = useSyncExternalStore(isWanted ? subscribe : never, isWanted ? read : nothing, nothing)
  useLayoutEffect(() => {
    return tokens && element.current && canPaint() ? paintTokens(element.current, tokens) : undefined
  }, [element, tokens])
  return canPaint() ? null : tokens
}
