import type { Api, Message, Model, Models } from '@earendil-works/pi-ai'
import { RuntimeError } from '../../RuntimeError.ts'
import { cutTurns } from '../cutTurns.ts'
import type { Compacted, CompactRequest } from '../Harness.ts'
import { piMessages } from './piContext.ts'
import { usageOf } from './piParts.ts'

/** At least so many characters to a token, in any script: below this estimate there is nothing to think about. */
const LEAST_CHARACTERS_PER_TOKEN = 1

/**
 * Sums up the older turns of a conversation with Pi's summary when it comes close to the model's window, or returns null. The recent turns stay
 * as they are; a turn is never cut apart. Rejects with `compaction-failed`. [R5]
 */
export async function compactWithPi(
  models: Models,
  model: Model<Api>,
  request: CompactRequest,
): Promise<Compacted | null> {
  const { turns } = request
  const characters = turns.reduce((sum, turn) => sum + JSON.stringify(turn).length, 0)
  const window = model.contextWindow
  const reserveTokens = Math.min(16_384, Math.floor(window / 4))
  if (characters / LEAST_CHARACTERS_PER_TOKEN < window - reserveTokens) return null
  // Loaded only when it may be needed, because the harness is large and a restart must not wait for it.
  const pi = await import('@earendil-works/pi-agent-core')
  const { BACKGROUND_CONTEXT, withAbortSignal } = await import(
    '@earendil-works/pi-agent-core/harness/context'
  )
  const messages = await Promise.all(turns.map(turn => piMessages(turn, model)))
  const sizes = messages.map(of => of.reduce((sum, message) => sum + pi.estimateTokens(message), 0))
  const tokensBefore = sum(sizes)
  const keepRecentTokens = Math.min(20_000, Math.floor(window / 4))
  if (!pi.shouldCompact(tokensBefore, window, { enabled: true, reserveTokens, keepRecentTokens })) return null
  const covered = cutTurns(sizes, keepRecentTokens)
  const [first] = turns
  const before = first?.role === 'summary' ? summaryOf(first.message) : undefined
  const older: Message[] = messages.slice(before === undefined ? 0 : 1, covered).flat()
  if (older.length === 0) return null
  const summary = await pi.generateSummaryWithUsage(
    older,
    models,
    model,
    reserveTokens,
    undefined,
    before,
    undefined,
    undefined,
    undefined,
    withAbortSignal(request.signal, BACKGROUND_CONTEXT),
  )
  if (!summary.ok)
    throw new RuntimeError(
      'compaction-failed',
      `The older part of the conversation could not be summed up (${summary.error.message}), so the model is given all of it and may refuse it.`,
      { cause: summary.error },
    )
  const message = pi.createCompactionSummaryMessage(summary.value.text, tokensBefore, request.at)
  return {
    covered,
    message: JSON.stringify(message),
    tokensBefore,
    tokensAfter: pi.estimateTokens(message) + sum(sizes.slice(covered)),
    usage: usageOf(summary.value.usage),
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

function summaryOf(message: string): string {
  return (JSON.parse(message) as { summary: string }).summary
}
