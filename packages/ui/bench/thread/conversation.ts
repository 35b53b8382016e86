/** A message of the benched conversation: a question, or an answer with a tool call and code. */
export interface BenchMessage {
  readonly id: string
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly call: {
    readonly id: string
    readonly args: { readonly path: string }
    readonly output: string
  } | null
}

const code = (index: number) =>
  `\`\`\`ts\nexport function page${index}(items: readonly number[], size: number) {\n  const count = Math.ceil(items.length / size)\n  return items.slice(0, count * size)\n}\n\`\`\``

const prose = [
  'The list counts its pages by dividing and rounding **down**, so a page that is not full is never offered.',
  'Each caller may give a `size`; what is not a whole number above zero is refused before anything is read.',
  'A search compares the customer and the number of an order, in any case, and leaves the notes out.',
]

/** The same conversation for every subject: one in two messages is an answer, one in three of these calls a tool, one in two has code. */
export function conversation(count: number): readonly BenchMessage[] {
  return Array.from({ length: count }, (_, index): BenchMessage => {
    if (index % 2 === 0)
      return {
        id: `m${index}`,
        role: 'user',
        text: `Question ${index}: why does page ${index} miss an order?`,
        call: null,
      }
    const text = [
      prose[index % 3] ?? '',
      ...((index >> 1) % 2 === 0 ? [code(index)] : []),
      prose[(index + 1) % 3] ?? '',
    ]
    const hasCall = (index >> 1) % 3 === 0
    return {
      id: `m${index}`,
      role: 'assistant',
      text: text.join('\n\n'),
      call: hasCall
        ? { id: `c${index}`, args: { path: `src/page${index}.ts` }, output: `export const size = ${index}` }
        : null,
    }
  })
}

/** What is streamed while somebody types: a word at a time. */
export const words: readonly string[] = Array.from({ length: 12_000 }, (_, index) =>
  index % 40 === 39 ? 'end.\n\n' : `word${index % 97} `,
)
