import type { Id } from '@sluice/protocol'
import type { Journal } from './journal.ts'

/** Something that a visitor said. */
export interface Saying {
  /** No other saying has it. */
  readonly text: string
  readonly page: string
  commandId: Id
  /** Whose it is; null until that is known. */
  person: string | null
  /** Whether it was said before anybody was greeted. */
  readonly isUnowned: boolean
  /** Whether nobody was promised that it would be sent, or it was taken back. */
  isExcused: boolean
}

/** What the visitors said, and whose each of it is. */
export interface Sayings {
  /** Words for a page to say, as whoever it says that it is of. */
  next(page: string, person: string | null): string
  named(text: string, commandId: Id): void
  /** Somebody was greeted: what a page said before anybody was is theirs. */
  greeted(page: string, person: string | null): void
  excuse(which: (saying: Saying) => boolean): void
  /** Something is before somebody on a page: all that is in it has to be theirs. */
  shown(page: string, person: string | null, text: string): void
  /** Something leaves for the server as somebody. */
  sent(text: string, person: string | null): void
  /** What somebody's log has in the end, event by event. */
  logged(person: string, texts: readonly string[]): void
}

const said = /said-\d+\b/g

/** Creates an empty list. */
export function createSayings(journal: Journal): Sayings {
  const all = new Map<string, Saying>()
  const ownerOf = (text: string): string | null => all.get(text)?.person ?? null
  const foreign = (text: string, person: string | null): string[] =>
    [...new Set(text.match(said))].filter(each => ownerOf(each) !== null && ownerOf(each) !== person)

  return {
    next: (page, person) => {
      const text = `said-${all.size + 1}`
      const isUnowned = person === null
      all.set(text, { text, page, commandId: '', person, isUnowned, isExcused: false })
      return text
    },
    named: (text, commandId) => {
      const saying = all.get(text)
      if (saying !== undefined) saying.commandId = commandId
    },
    greeted: (page, person) => {
      for (const saying of all.values()) if (saying.page === page) saying.person ??= person
    },
    excuse: which => {
      for (const saying of all.values()) if (which(saying)) saying.isExcused = true
    },
    shown: (page, person, text) => {
      for (const each of foreign(text, person))
        journal.violate(`${page} shows ${each} of ${ownerOf(each)} to ${person}`)
    },
    sent: (text, person) => {
      for (const each of foreign(text, person))
        journal.violate(`${each} of ${ownerOf(each)} is sent as ${person}`)
    },
    logged: (person, texts) => {
      const found = texts.flatMap(text => text.match(said) ?? [])
      for (const each of foreign(texts.join(), person))
        journal.violate(`the log of ${person} has ${each} of ${ownerOf(each)}`)
      // What a backup does not have was asked for again only by pages that were open.
      if (journal.lost.size > 0) return
      // What was said before anybody was greeted goes when somebody else than who was there last is.
      for (const { text, person: owner, isExcused, isUnowned } of all.values())
        if (owner === person && !isExcused && !isUnowned && !found.includes(text))
          journal.violate(`${text} of ${person} is not in their log`)
    },
  }
}
