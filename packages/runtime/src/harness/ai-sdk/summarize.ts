import { streamText, type UserModelMessage } from 'ai'
import { RuntimeError } from '../../RuntimeError.ts'
import { cutTurns } from '../cutTurns.ts'
import type { Compacted, CompactRequest, Turn } from '../Harness.ts'
import { writeOwn } from '../ownMessage.ts'
import type { AiSdkModel } from './AiSdkModel.ts'
import { AI_SDK, modelMessages } from './modelMessages.ts'
import { usageOf } from './stepParts.ts'

/** A usual estimate for English; too low for other scripts, which the reserve makes up for. */
const CHARACTERS_PER_TOKEN = 4

/** What an image takes at most, in tokens, by the rules of the large providers. */
const IMAGE_TOKENS = 1600

const INSTRUCTIONS = `You sum up the older part of a conversation between a person and an assistant, for the assistant to go on from it. \
Keep: what the person wants, decisions and their reasons, facts and names that were found out, what tools did and what came of it, what is not \
done yet. Leave out greetings and repetition. Do not answer anything that is asked in the conversation. Write plain text.`

/** Sums up the older turns when they come close to the model's window, or returns null. A turn is never cut apart. Rejects with `compaction-failed`. [R5] */
export async function summarize(
  { model, contextWindow, images, price }: AiSdkModel,
  { turns, signal }: CompactRequest,
): Promise<Compacted | null> {
  if (contextWindow === undefined) return null
  const sizes = turns.map(tokensOf)
  const tokensBefore = sum(sizes)
  const reserve = Math.min(16_384, Math.floor(contextWindow / 4))
  if (tokensBefore <= contextWindow - reserve) return null
  const covered = cutTurns(sizes, Math.min(20_000, Math.floor(contextWindow / 4)))
  if (covered === 0) return null
  let reason: unknown = null
  try {
    const told = modelMessages(turns.slice(0, covered), images ?? true)
    // Streamed like any other call, because there are servers that can do nothing else.
    const summary = streamText({
      model,
      instructions: INSTRUCTIONS,
      // As text of one message, so that no provider looks for tools or answers that are not there.
      prompt: told.map(message => `${message.role}: ${wordsOf(message.content)}`).join('\n\n'),
      abortSignal: signal,
      maxRetries: 1,
      onError: ({ error }) => {
        reason = error
      },
    })
    const [text, usage] = await Promise.all([summary.text, summary.usage])
    const message: UserModelMessage = {
      role: 'user',
      content: `The conversation before this point was summed up as follows:\n\n${text}`,
    }
    const tokensAfter = Math.ceil(text.length / CHARACTERS_PER_TOKEN) + sum(sizes.slice(covered))
    return {
      covered,
      message: writeOwn(AI_SDK, message),
      tokensBefore,
      tokensAfter,
      usage: usageOf(usage, price),
    }
  } catch (error) {
    const cause = reason ?? error
    const words = cause instanceof Error ? cause.message : String(cause)
    throw new RuntimeError(
      'compaction-failed',
      `The older part of the conversation could not be summed up (${words}), so the model is given all of it and may refuse it.`,
      { cause },
    )
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

function tokensOf(turn: Turn): number {
  if (turn.role !== 'user') return Math.ceil(JSON.stringify(turn).length / CHARACTERS_PER_TOKEN)
  return Math.ceil(turn.text.length / CHARACTERS_PER_TOKEN) + IMAGE_TOKENS * (turn.images?.length ?? 0)
}

/** What a message says, without the data of images. */
function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content
  return JSON.stringify(content, (key, value: unknown) => (key === 'data' ? '[image]' : value))
}
