import type { Part } from './view.ts'

function textOf(part: Part): string {
  if (part.kind === 'text' || part.kind === 'reasoning') return part.text
  if (part.kind === 'tool-call')
    return [part.tool, part.argumentsText, part.output ? JSON.stringify(part.output) : ''].join('\n')
  if (part.kind === 'file') return part.filename ?? ''
  if (part.kind === 'source') return `${part.title ?? ''}\n${part.url}`
  return JSON.stringify(part)
}

/** Everything in parts that a reader can see as text, in lower case: what is said, thought, given to tools and returned by them. A search looks for its words in it. */
export const searchText = (parts: readonly Part[]): string => parts.map(textOf).join('\n').toLowerCase()

/** What a search looks for; an empty text finds nothing. */
export const searchWords = (query: string): string => query.trim().toLowerCase()
