import { type DifferingLine, differing, differingLines } from '../difference/differingLines.ts'
import type { GivenContext, GivenMessage } from './readContext.ts'

/** What a model call was given otherwise than the call before. */
export interface ContextDifference {
  readonly model: readonly [before: string, after: string] | null
  /** Null where they are the same. */
  readonly instructions: readonly DifferingLine[] | null
  readonly tools: readonly { readonly change: 'added' | 'removed' | 'changed'; readonly name: string }[]
  /** In the order of the call; a message that was told otherwise is both. */
  readonly messages: readonly { readonly change: 'added' | 'removed'; readonly message: GivenMessage }[]
  /** Whether older messages are summed up, and up to which one. */
  readonly isSummedUp: boolean
}

const keyOf = ({ message, role, length, results }: GivenMessage) =>
  `${message} ${role} ${length} ${results.join(' ')}`

/** Compares what two model calls were given. [D5] */
export function compareContexts(before: GivenContext, after: GivenContext): ContextDifference {
  const old = new Map(before.tools.map(tool => [tool.name, JSON.stringify(tool)]))
  const young = new Map(after.tools.map(tool => [tool.name, JSON.stringify(tool)]))
  const tools: ContextDifference['tools'] = [
    ...[...young]
      .filter(([name, text]) => old.get(name) !== text)
      .map(([name]) => ({ change: old.has(name) ? ('changed' as const) : ('added' as const), name })),
    ...[...old.keys()].filter(name => !young.has(name)).map(name => ({ change: 'removed' as const, name })),
  ]
  return {
    model: before.model === after.model ? null : [before.model, after.model],
    instructions:
      before.instructions === after.instructions
        ? null
        : differingLines(before.instructions, after.instructions),
    tools,
    messages: differing(before.messages, after.messages, keyOf).flatMap(({ change, item }) =>
      change === 'same' ? [] : [{ change, message: item }],
    ),
    isSummedUp: after.summary !== null && before.summary?.through !== after.summary.through,
  }
}
