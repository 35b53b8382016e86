import { get, type View } from '@sluice/fold'
import type { AnyEvent, Id } from '@sluice/protocol'

/** The ids that an event names, as far as it names them as text. */
function idIn(event: AnyEvent, field: string): Id | null {
  if (!Object.hasOwn(event, field)) return null
  const value: unknown = (event as unknown as Record<string, unknown>)[field]
  return typeof value === 'string' ? value : null
}

/** The tool call that an event is about; null when it is about none. */
export const callOf = (event: AnyEvent | undefined): Id | null =>
  event === undefined
    ? null
    : (idIn(event, 'call') ?? (event.type === 'part.delta' ? idIn(event, 'part') : null))

/** The message that an event is about, by the view just before it and the view just after it; null when it is about none. */
export function subjectOf(event: AnyEvent, before: View, after: View): Id | null {
  const named = idIn(event, 'message')
  if (named !== null) return named
  const part = idIn(event, 'part') ?? idIn(event, 'call')
  if (part !== null)
    return get(after.open.parts, part)?.message ?? get(before.open.parts, part)?.message ?? null
  const approval = idIn(event, 'approval')
  if (approval === null) return null
  const call = (get(after.open.approvals, approval) ?? get(before.open.approvals, approval))?.call ?? null
  return call === null
    ? null
    : ((get(after.open.parts, call) ?? get(before.open.parts, call))?.message ?? null)
}
