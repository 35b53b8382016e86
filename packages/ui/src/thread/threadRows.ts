import type { Message, Run, Settled, View } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { messageIndex, runEnds } from './settled.ts'

/** A message of the line, and what stands around it. */
export interface MessageRow {
  readonly kind: 'message'
  readonly id: Id
  /** Follows another message of the agent, so that it is drawn as one turn. */
  readonly continued: boolean
  /** Stands right behind the end of another turn. */
  readonly follows: boolean
  /** Was cut off, and what said it again is settled. [R1] */
  readonly folded: boolean
  /** Server time in ms when it is the first of a day in a thread of several days, else null. */
  readonly day: number | null
  /** The first that the reader has not seen. */
  readonly unread: boolean
  /** The last of what the session has from the one that it was forked from. [S14] */
  readonly forked: boolean
  /** At the end of a turn, the message that the turn begins with; a person's message is a turn of its own. */
  readonly turn: Id | null
  /** At the end of a turn, the messages that stand beside its beginning, itself included; null without another. [E10] */
  readonly branches: readonly Id[] | null
}

/** A row of the thread: a message of the line, or the end of a run that did not complete. */
export type ThreadRow = MessageRow | { readonly kind: 'run'; readonly id: Id; readonly run: Run }

/** Messages that were cut off and whose successor, or that one's successor, is settled. */
function foldedMessages(messages: readonly (Message | null)[]): ReadonlySet<Id> {
  const folded = new Set<Id>()
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]
    const isSettled = message && (message.status === 'settled' || folded.has(message.id))
    if (isSettled && message.replaces !== null) folded.add(message.replaces)
  }
  return folded
}

const isSameList = (a: readonly Id[] | null, b: readonly Id[] | null): boolean =>
  a === b || (a !== null && a.length === b?.length && a.every((id, index) => id === b[index]))

function isSameRow(a: ThreadRow, b: ThreadRow): boolean {
  if (a.kind === 'run' || b.kind === 'run') return a.kind === 'run' && b.kind === 'run' && a.run === b.run
  return (
    a.continued === b.continued &&
    a.follows === b.follows &&
    a.folded === b.folded &&
    a.day === b.day &&
    a.unread === b.unread &&
    a.forked === b.forked &&
    a.turn === b.turn &&
    isSameList(a.branches, b.branches)
  )
}

const dayOf = (message: Message | null | undefined): string =>
  message ? new Date(message.at).toDateString() : ''

/** The first message that came after the one that was read last, unless a person has answered since. */
function firstUnread(messages: readonly (Message | null)[], read: Id | null): number {
  const at = messages.findIndex(message => message?.id === read)
  const said = messages.findLastIndex(message => message?.role === 'user')
  return at < 0 ? -1 : Math.max(at, said) + 1
}

/** When the session was forked; null for one that is no fork. */
const forkedAt = ({ session }: View): number | null => (session?.forkedFrom ? session.createdAt : null)

function makeRows(view: View, line: readonly Id[], read: Id | null): readonly ThreadRow[] {
  const { find, siblingsOf } = messageIndex(view)
  const messages = line.map(find)
  const folded = foldedMessages(messages)
  const ends = runEnds(view.settled)
  const unread = firstUnread(messages, read)
  const at = forkedAt(view)
  const forked = at === null ? -1 : messages.findLastIndex(message => message && message.at < at)
  const hasDays = messages.some(
    (message, index) => index > 0 && dayOf(message) !== dayOf(messages[index - 1]),
  )
  let turn: Id | null = null
  let isAfterEnd = false
  return line.flatMap((id, index): ThreadRow[] => {
    const message = messages[index]
    const isAnswer = message?.role === 'assistant'
    const startsDay = hasDays && dayOf(message) !== dayOf(messages[index - 1])
    const continued: boolean = isAnswer && turn !== null && !startsDay && index !== unread
    const closing = (ends.get(id) ?? []).map((run): ThreadRow => ({ kind: 'run', id: run.id, run }))
    const start: Id = continued && turn !== null ? turn : id
    const isEnd = !isAnswer || closing.length > 0 || messages[index + 1]?.role !== 'assistant'
    turn = isAnswer && closing.length === 0 ? start : null
    const follows = isAfterEnd && !startsDay && index !== unread
    isAfterEnd = isEnd && closing.length === 0
    const siblings = isEnd ? siblingsOf(find(start)) : []
    const row: MessageRow = {
      kind: 'message',
      id,
      continued,
      follows,
      folded: folded.has(id),
      day: startsDay && message ? message.at : null,
      unread: index === unread,
      forked: index === forked,
      turn: isEnd ? start : null,
      branches: siblings.length > 1 ? siblings : null,
    }
    return [row, ...closing]
  })
}

/**
 * Makes a selector of the rows of a thread; `read` is the message that the reader has seen last. A delta gives the same rows by reference, and
 * a row that did not change keeps its reference when others do. [C5]
 */
export function createRowSelector(): (
  view: View,
  line: readonly Id[],
  read?: Id | null,
) => readonly ThreadRow[] {
  let rows: readonly ThreadRow[] = []
  let from: {
    line: readonly Id[]
    settled: readonly (readonly Settled[])[]
    messages: object
    read: Id | null
    forkedAt: number | null
  } | null = null
  return (view, line, read = null) => {
    const { settled } = view
    const { messages } = view.open
    const isSame = from?.line === line && from.settled === settled && from.messages === messages
    const at = forkedAt(view)
    if (isSame && from?.read === read && from.forkedAt === at) return rows
    from = { line, settled, messages, read, forkedAt: at }
    const old = new Map(rows.map(row => [`${row.kind}:${row.id}`, row]))
    const next = makeRows(view, line, read).map(row => {
      const before = old.get(`${row.kind}:${row.id}`)
      return before && isSameRow(row, before) ? before : row
    })
    if (next.length !== rows.length || next.some((row, index) => row !== rows[index])) rows = next
    return rows
  }
}
