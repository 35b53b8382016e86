/** A piece of what the model says in one call. */
export type Saying =
  | { readonly reasoning: string }
  | { readonly text: string }
  | { readonly tool: string; readonly arguments: Readonly<Record<string, string | number>> }

/** What the model answers to one call: what it says, or the words with which its provider refuses. */
export type Answer = { readonly says: readonly Saying[] } | { readonly refuses: string }

/** The tools that every server under test gives its agent. `lookup` answers at once, `slow` after a while, `broken` throws, `close` asks a person. */
export const tools = {
  lookup: { description: 'Says what is known of a city.', parameter: 'city' },
  slow: { description: 'Says what is known of a city, after a while.', parameter: 'city' },
  broken: { description: 'Never works.', parameter: 'city' },
  close: { description: 'Closes a city, when a person agrees.', parameter: 'city' },
} as const

/** How long the tool `slow` takes, in ms. */
export const SLOW_MS = 1500

/** What the tools `lookup` and `slow` return. */
export const knownOf = (city: string): { readonly city: string; readonly known: string } => ({
  city,
  known: `${city} is a city`,
})

/** What the tool `broken` throws. */
export const BROKEN = 'the tool is broken'

/** Words that are not like each other, so that what is lost, repeated or swapped is seen. */
export const countTo = (count: number): string =>
  Array.from({ length: count }, (_, index) => `number${index + 1}`).join(' ')

type Topic = (step: number, rest: string) => Answer

const topics: Readonly<Record<string, Topic>> = {
  say: (_, rest) => ({ says: [{ text: `You said ${rest}.` }] }),
  think: () => ({
    says: [{ reasoning: 'The person wants me to think about it first.' }, { text: 'I thought about it.' }],
  }),
  lookup: (step, city) =>
    step === 0
      ? { says: [{ text: 'I look it up.' }, { tool: 'lookup', arguments: { city } }] }
      : { says: [{ text: `It is known of ${city}.` }] },
  both: step =>
    step === 0
      ? {
          says: [
            { tool: 'slow', arguments: { city: 'Rome' } },
            { tool: 'lookup', arguments: { city: 'Oslo' } },
          ],
        }
      : { says: [{ text: 'Both are known.' }] },
  slow: step =>
    step === 0
      ? { says: [{ text: 'It takes a while.' }, { tool: 'slow', arguments: { city: 'Rome' } }] }
      : { says: [{ text: 'Now it is known.' }] },
  broken: step =>
    step === 0
      ? { says: [{ tool: 'broken', arguments: { city: 'Troy' } }] }
      : { says: [{ text: 'That did not work.' }] },
  close: (step, city) =>
    step === 0
      ? { says: [{ text: 'It has to be closed.' }, { tool: 'close', arguments: { city } }] }
      : { says: [{ text: `${city} is closed.` }] },
  refuse: () => ({ refuses: 'the model is not in the mood' }),
  count: (_, rest) => ({ says: [{ text: countTo(Number(rest)) }] }),
}

/** Whether a topic is named; what a server's runtime tells its model is no topic. */
export const isTopic = (words: string): boolean =>
  Object.hasOwn(topics, words.trim().split(/\s+/, 1)[0] ?? '')

/** What the model answers to a person's words, whose first one names the topic; `step` counts the answers that it gave to them before. */
export function answerTo(words: string, step: number): Answer {
  // What a server's runtime adds to them, such as what is attached, stands in lines below.
  const [line = ''] = words.trim().split('\n', 1)
  const [topic = '', ...rest] = line.trim().split(/\s+/)
  return topics[topic]?.(step, rest.join(' ')) ?? { says: [{ text: 'I do not know.' }] }
}
