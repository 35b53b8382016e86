import type { Envelope } from '@sluice/protocol'

/** The payload of an event as text that is searched. */
export function searchedText({ actor, commandId = '', event }: Envelope): string {
  return `${actor.id} ${commandId} ${JSON.stringify(event)}`.toLowerCase()
}

/** The texts of one log, to which more may be added at its end. */
export interface TextSearch {
  add(envelopes: readonly Envelope[]): void
  count(): number
  /** The positions from `from` on of what holds a text, which has to be in lower case. */
  find(text: string, from: number): number[]
}

/** Makes the search of one log: each event is made text once. */
export function createTextSearch(): TextSearch {
  const texts: string[] = []
  return {
    add: envelopes => {
      for (const envelope of envelopes) texts.push(searchedText(envelope))
    },
    count: () => texts.length,
    find: (text, from) => {
      const found: number[] = []
      for (let position = from; position < texts.length; position++)
        if (texts[position]?.includes(text)) found.push(position)
      return found
    },
  }
}
