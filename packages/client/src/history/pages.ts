import type { Message, Part, Settled } from '@sluice/fold'
import type { Id, SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { ClientError } from '../problem.ts'
import { requestJson } from './requestJson.ts'

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
}

/** Nothing was loaded. */
export const noPages: Pages = {
  chunks: [],
  messages: new Map(),
  parts: new Map(),
  start: 0,
  end: 0,
  next: null,
}

/** How many settled things are asked for at first, and at most: as many as the server gives. */
const PAGE_ENTRIES = 100
const MOST_ENTRIES = 500

/** Puts a page before the others; `before` and `next` are the ordinal and id of what follows it. */
export function prepended(
  pages: Pages,
  entries: readonly Settled[],
  { before, next }: { readonly before: number; readonly next: Id },
): Pages {
  const messages = new Map(pages.messages)
  const parts = new Map(pages.parts)
  for (const entry of entries) {
    if (entry.kind !== 'message') continue
    messages.set(entry.id, entry)
    for (const part of entry.parts) if (typeof part !== 'string') parts.set(part.id, part)
  }
  const isFirst = pages.chunks.length === 0
  return {
    chunks: [entries, ...pages.chunks],
    messages,
    parts,
    start: before - entries.length,
    end: isFirst ? before : pages.end,
    next: isFirst ? next : pages.next,
  }
}

interface Page {
  readonly entries: readonly { readonly ordinal: number; readonly entry: Settled }[]
}

/** Reads the page that ends before an ordinal; the more is `loaded` already, the larger it is, so that a message of long ago is soon reached. [S3] */
export async function readPage(
  client: Client,
  { agent, id }: SessionRef,
  before: number,
  loaded = 0,
): Promise<readonly Settled[]> {
  const limit = Math.min(MOST_ENTRIES, Math.max(PAGE_ENTRIES, loaded))
  const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/messages`
  const { entries } = (await requestJson(client, `${path}?before=${before}&limit=${limit}`)) as Page
  if (entries.at(-1)?.ordinal !== before - 1)
    throw new ClientError(
      'not-found',
      'The server no longer holds the messages before these, so the conversation would have a hole. Nothing was added.',
    )
  return entries.map(({ entry }) => entry)
}
