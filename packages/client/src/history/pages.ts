import { type Message, type Part, redacted, type Settled } from '@sluice/fold'
import type { Id, Offset, SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { ClientError } from '../problem.ts'
import { requestJson, unexpected } from './requestJson.ts'

/** What was loaded of the settled things before a window, without a gap, and what is found in it by id. */
export interface Pages {
  /** Oldest first; a chunk keeps its reference. */
  readonly chunks: readonly (readonly Settled[])[]
  readonly messages: ReadonlyMap<Id, Message>
  readonly parts: ReadonlyMap<Id, Part>
  /** The ordinal of the first of them. */
  readonly start: number
  /** The ordinal behind the last of them, which is that of `next`, the first that the window holds. */
  readonly end: number
  readonly next: Id | null
  /** Where the view was taken over that they stand before: what was redacted later, the page is told of. */
  readonly since: Offset | null
}

/** Nothing was loaded. */
export const noPages: Pages = {
  chunks: [],
  messages: new Map(),
  parts: new Map(),
  start: 0,
  end: 0,
  next: null,
  since: null,
}

/** How many settled things are asked for at first, and at most: as many as the server gives. */
const PAGE_ENTRIES = 100
const MOST_ENTRIES = 500

/** Where a window begins: what it leaves out, the id of the first that it holds, and where its view was taken over whole. Pages in front of another window do not fit. */
export interface WindowStart {
  readonly before: number
  readonly next: Id | null
  readonly since: Offset | null
}

/** Puts a page before the others, or before a window where it is the first. */
export function prepended(pages: Pages, entries: readonly Settled[], window: WindowStart): Pages {
  const isFirst = pages.chunks.length === 0
  return indexed({
    chunks: [entries, ...pages.chunks],
    start: (isFirst ? window.before : pages.start) - entries.length,
    end: window.before,
    next: window.next,
    since: window.since,
  })
}

/** Empties the messages of pages that were redacted after these were read; returns the same chunks when none was. [S12] */
export function withoutRedacted<T extends readonly Settled[]>(
  chunks: readonly T[],
  redactions: ReadonlySet<Id>,
): readonly (readonly Settled[])[] {
  const isMeant = (entry: Settled) => redactions.has(entry.id) && entry.kind === 'message' && !entry.redacted
  if (redactions.size === 0 || !chunks.some(chunk => chunk.some(isMeant))) return chunks
  return chunks.map(chunk =>
    chunk.some(isMeant) ? chunk.map(entry => (isMeant(entry) ? redacted(entry as Message) : entry)) : chunk,
  )
}

/** Finds everything in pages by its id. */
export function indexed(pages: Omit<Pages, 'messages' | 'parts'>): Pages {
  const messages = new Map<Id, Message>()
  const parts = new Map<Id, Part>()
  for (const entry of pages.chunks.flat()) {
    if (entry.kind !== 'message') continue
    messages.set(entry.id, entry)
    for (const part of entry.parts) if (typeof part !== 'string') parts.set(part.id, part)
  }
  return { ...pages, messages, parts }
}

interface PageEntry {
  readonly ordinal: number
  readonly entry: Settled
}

interface Page {
  readonly entries: readonly PageEntry[]
}

/** The outer shape of what a page holds: a proxy may answer in the server's place. */
const isEntry = (item: PageEntry | null): boolean =>
  typeof item?.entry?.id === 'string' && (item.entry.kind !== 'message' || Array.isArray(item.entry.parts))

/** Reads the page that ends before an ordinal; the more is `loaded` already, the larger it is, so that a message of long ago is soon reached. [S3] */
export async function readPage(
  client: Client,
  { agent, id }: SessionRef,
  before: number,
  loaded = 0,
): Promise<readonly Settled[]> {
  const limit = Math.min(MOST_ENTRIES, Math.max(PAGE_ENTRIES, loaded))
  const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/messages`
  const page = (await requestJson(client, `${path}?before=${before}&limit=${limit}`)) as Page | null
  const entries = page?.entries
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw unexpected()
  if (entries.at(-1)?.ordinal !== before - 1)
    throw new ClientError(
      'not-found',
      'The server no longer holds the messages before these, so the conversation would have a hole. Nothing was added.',
    )
  return entries.map(({ entry }) => entry)
}
