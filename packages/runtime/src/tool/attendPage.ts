import { get, type ToolCallPart, type View } from '@sluice/fold'
import type { Actor, Event, Id } from '@sluice/protocol'
import type { AnyTool } from '../agent/defineTool.ts'
import type { RunScope } from '../run/types.ts'

const host: Actor = { kind: 'host', id: 'host' }

const callOf = (view: View, id: Id): ToolCallPart | null => {
  const part = get(view.open.parts, id)
  return part?.kind === 'tool-call' ? part : null
}

/** Offers a call to the pages that are connected. [R17] */
export async function offer(scope: RunScope, call: Id): Promise<void> {
  await scope.append(view => (callOf(view, call)?.claim === null ? [{ type: 'tool.offered', call }] : null))
}

/**
 * Waits for what becomes of a call that was offered to pages: resolves when it is claimed, settled, or offered again, which it is here when its page is
 * gone. A page that takes too long has it settled as failed. [R17]
 */
export async function attendPage(scope: RunScope, tool: AnyTool, call: ToolCallPart): Promise<void> {
  const claim = call.claim?.id ?? null
  const isOther = (view: View) => {
    const now = callOf(view, call.id)
    return now === null || (now.claim?.id ?? null) !== claim
  }
  if (call.status === 'ready') return scope.until(isOther)
  const over = new AbortController()
  const left = (call.startedAt ?? 0) + tool.timeoutMs - scope.clock.now()
  const late = Promise.withResolvers<'late'>()
  const cancel = scope.timers.after(Math.max(0, left), () => late.resolve('late'))
  const lost = scope.session
    .claimLost(call.id, scope.limits.claimGraceMs, over.signal)
    .then(() => 'lost' as const)
  const changed = scope.until(isOther).then(() => 'changed' as const)
  // It ends with the next change of the call, or with the run.
  changed.catch(() => undefined)
  const end = await Promise.race([late.promise, lost, changed]).finally(() => {
    cancel()
    over.abort()
  })
  if (end === 'changed') return
  const event: Event = end === 'lost' ? offeredAgain(call.id) : timeIsUp(tool, call.id)
  await scope.session.append(host, view => (isOther(view) ? null : [event]))
}

function offeredAgain(call: Id): Event {
  return { type: 'tool.offered', call, reason: 'The page that had claimed it is gone.' }
}

function timeIsUp(tool: AnyTool, call: Id): Event {
  const message = `The page did not finish ${tool.name} within ${tool.timeoutMs / 1000} s; whether it had an effect is not known.`
  return { type: 'tool.settled', call, outcome: 'failed', error: { code: 'time-limit', message } }
}
