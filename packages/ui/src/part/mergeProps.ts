import type { CSSProperties } from 'react'

type Props = Readonly<Record<string, unknown>>
type Handler = (...args: unknown[]) => unknown

const isHandler = (key: string, value: unknown): value is Handler =>
  typeof value === 'function' && /^on[A-Z]/.test(key)

const isPrevented = (event: unknown): boolean =>
  typeof event === 'object' &&
  event !== null &&
  'defaultPrevented' in event &&
  event.defaultPrevented === true

const chain =
  (theirs: Handler, ours: Handler): Handler =>
  (...args) => {
    const result = theirs(...args)
    if (!isPrevented(args[0])) ours(...args)
    return result
  }

/**
 * Lays the caller's props over a part's own. Classes are joined, styles merged with the caller's last, and of two handlers the caller's
 * runs first and keeps the part's from running by `preventDefault()`. Any other prop of the caller replaces the part's.
 */
export function mergeProps(own: Props, caller: Props): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...own }
  for (const [key, theirs] of Object.entries(caller)) {
    const ours = own[key]
    if (key === 'className' && ours) merged[key] = theirs ? `${ours} ${theirs}` : ours
    else if (key === 'style' && ours)
      merged[key] = { ...(ours as CSSProperties), ...(theirs as CSSProperties) }
    else if (isHandler(key, ours) && isHandler(key, theirs)) merged[key] = chain(theirs, ours)
    else if (theirs !== undefined || ours === undefined) merged[key] = theirs
  }
  return merged
}
