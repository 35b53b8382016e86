import { type DirectoryRow, type Envelope, formatOffset, type Offset, splitOffset } from '@sluice/protocol'
import type {
  ContractCase,
  StoreAppend,
  StoredProjections,
  StoreKey,
  StoreSubject,
  StoreUnderTest,
} from './types.ts'

/** A session that most cases write to. */
export const key: StoreKey = { tenant: 'acme', agent: 'triage', id: 'first' }

/** What an append without consequences has. */
export const nothingElse: StoredProjections = {
  directory: null,
  pages: [],
  commands: [],
  approvals: { opened: [], closed: [] },
}

/** The n-th offset of a log, with a mark. */
export const at = (sequence: number, mark = 'aaaaaaaa'): Offset => formatOffset(sequence, mark)

/** An envelope with some text in it. */
export function note(offset: Offset, text = 'hello'): Envelope {
  return {
    offset,
    at: 1_700_000_000_000 + splitOffset(offset).sequence,
    actor: { kind: 'agent', id: 'triage' },
    event: { type: 'data.noted', text } as Envelope['event'],
  }
}

/** `count` envelopes that come right behind an offset. */
export function notes(after: Offset | null, count: number, mark = 'aaaaaaaa', text = 'hello'): Envelope[] {
  const start = after === null ? 0 : splitOffset(after).sequence
  return Array.from({ length: count }, (_, index) => note(at(start + index + 1, mark), `${text} ${index}`))
}

/** An append of one note, with what else is given. */
export function appendOf(sequence: number, more: Partial<StoreAppend> = {}): StoreAppend {
  return {
    key,
    after: sequence === 1 ? null : at(sequence - 1),
    envelopes: [note(at(sequence))],
    projections: nothingElse,
    ...more,
  }
}

/** Appends `count` notes, each by itself, without waiting in between. */
export async function fill(store: StoreUnderTest, count: number, to: StoreKey = key): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) => store.append(appendOf(index + 1, { key: to }))),
  )
}

/** Reads a whole log in stretches. */
export async function readAll(
  store: Pick<StoreUnderTest, 'read'>,
  from: StoreKey = key,
  after: Offset | null = null,
  maxBytes = 64 * 1024,
): Promise<Envelope[]> {
  const envelopes: Envelope[] = []
  for (;;) {
    const range = await store.read(from, envelopes.at(-1)?.offset ?? after, maxBytes)
    envelopes.push(...range.envelopes)
    if (range.atHead) return envelopes
    if (range.envelopes.length === 0) throw new Error('A stretch before the head of the log was empty.')
  }
}

/** A directory row. */
export function row(id: string, more: Partial<DirectoryRow> = {}): DirectoryRow {
  return {
    agent: 'triage',
    id,
    owner: 'ann',
    title: '',
    createdAt: 1,
    updatedAt: 1,
    offset: at(1),
    status: 'idle',
    approvals: 0,
    runs: 0,
    messages: 1,
    inputTokens: 0,
    outputTokens: 0,
    cost: 0,
    ...more,
  }
}

/** Makes a case that closes its store when it ends. */
export function contractCase(
  title: string,
  check: (store: StoreUnderTest, reopen: StoreSubject['reopen']) => Promise<void>,
): ContractCase {
  return {
    title,
    run: async open => {
      const { store, reopen } = await open()
      try {
        await check(store, reopen)
      } finally {
        await store.close()
      }
    },
  }
}
