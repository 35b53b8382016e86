import type { Usage } from '@sluice/protocol'
import type { GivenContext } from './readContext.ts'

/** What a context is made of, in the order in which providers put it together. */
export type SectionKind = 'tools' | 'instructions' | 'user' | 'assistant' | 'result'

/** A section of a context and its share of the tokens. */
export interface ContextSection {
  readonly kind: SectionKind
  /** In UTF-16 units. */
  readonly length: number
  /** As many as its share of the text; the sum is what the provider counted, or four characters to a token where it did not count. */
  readonly tokens: number
}

/** How the tokens of a model call's input are shared out. */
export interface ContextSize {
  readonly sections: readonly ContextSection[]
  readonly tokens: number
  /** Whether the provider counted the sum. */
  readonly isCounted: boolean
  /** Read from the provider's cache, which always holds a beginning. */
  readonly cachedTokens: number
  readonly writtenTokens: number
}

const CHARACTERS_PER_TOKEN = 4

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

/** The tokens of a context by section. Providers count the whole only, so a section has its share of the text. [D5] */
export function contextSections(context: GivenContext, usage: Usage | null): ContextSize {
  const { instructions, tools, messages } = context
  const lengthOf = (role: string) =>
    sum(messages.filter(message => message.role === role).map(({ length }) => length))
  const lengths: readonly (readonly [SectionKind, number])[] = [
    ['tools', tools.length === 0 ? 0 : JSON.stringify(tools).length],
    ['instructions', instructions.length],
    ['user', lengthOf('user')],
    ['assistant', lengthOf('assistant') + lengthOf('cut')],
    ['result', sum(messages.map(({ results }) => sum(results)))],
  ]
  const length = sum(lengths.map(([, each]) => each))
  const counted = usage === null ? 0 : usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens
  const tokens = counted > 0 ? counted : Math.ceil(length / CHARACTERS_PER_TOKEN)
  return {
    sections: lengths.map(([kind, each]) => ({
      kind,
      length: each,
      tokens: length === 0 ? 0 : Math.round((each / length) * tokens),
    })),
    tokens,
    isCounted: counted > 0,
    cachedTokens: usage?.cacheReadTokens ?? 0,
    writtenTokens: usage?.cacheWriteTokens ?? 0,
  }
}
