import type { Usage } from '@sluice/protocol'
import { RuntimeError } from '../RuntimeError.ts'
import { createAttachments } from '../transcript/attachments.ts'
import { type TurnOfMessage, turnsOf } from '../transcript/turns.ts'
import { catchUp } from './catchUp.ts'
import type { RunScope } from './types.ts'
import { within } from './within.ts'

/** What a model call will be told, and what it cost to make it fit. */
export interface FittingTurns {
  readonly turns: readonly TurnOfMessage[]
  /** What the summary used; null when none was needed. */
  readonly usage: Usage | null
}

/**
 * Gathers the turns for a model call, the older ones summed up when they would not fit. The summary is in the log before it is used. One that
 * cannot be made is reported, and the model is given everything. [R5] [R8]
 */
export async function fittingTurns(scope: RunScope, model: string): Promise<FittingTurns> {
  const { transcript, session, limits, signal } = scope
  const gather = () => {
    const attachments = createAttachments(session, limits.attachments)
    return turnsOf(transcript, scope.run, scope.blobText, attachments, limits.toldLength)
  }
  const turns = await gather()
  const late = new AbortController()
  const compacting = scope.harness
    .compact({
      model,
      turns: turns.map(({ turn }) => turn),
      at: scope.clock.now(),
      signal: AbortSignal.any([signal, late.signal]),
    })
    .catch((cause: unknown) => {
      if (!(cause instanceof RuntimeError)) throw cause
      // A run that was stopped needs no summary, and one that took too long was reported.
      if (!signal.aborted && !late.signal.aborted) scope.report({ message: cause.message, cause })
      return null
    })
  const compacted = await within(scope.timers, limits.silenceLimitMs, compacting, () => {
    late.abort()
    const message =
      'The older part of the conversation was not summed up in time, so the model is given all of it.'
    scope.report({ message, cause: null })
    return null
  })
  const last = compacted === null ? undefined : turns[compacted.covered - 1]
  if (compacted === null || last === undefined) return { turns, usage: null }
  const harness = await session.putBlob(compacted.message, {
    mediaType: 'application/json',
    audience: 'inspectors',
  })
  const { tokensBefore, tokensAfter, usage } = compacted
  await scope.append([
    { type: 'context.compacted', through: last.message, harness, tokensBefore, tokensAfter },
  ])
  await catchUp(scope)
  return { turns: await gather(), usage }
}
