import type { AgentMessage, OutboxEntry } from '@sluice/client'
import type { View } from '@sluice/fold'
import type { DirectoryRow, Id, Json } from '@sluice/protocol'
import type { SessionKey, Store } from '@sluice/server'
import type { History } from '@sluice/testkit/simulation'
import type { Journal } from '../journal.ts'

/** How a page stood when everything had come to rest. */
export interface LastLook {
  readonly page: string
  readonly session: string
  readonly view: View
  readonly outbox: readonly OutboxEntry[]
  /** What its components read: the line, its messages with their parts, and the state with what waits laid over it. */
  readonly line: readonly Id[]
  readonly messages: readonly AgentMessage[]
  readonly state: Json
}

/** What the checks of a session are made on: its log as the disk has it in the end, and all that was seen of it. */
export interface Finding {
  readonly key: SessionKey
  readonly history: History
  readonly journal: Journal
  readonly last: readonly LastLook[]
  /** The directory as pages listed it in the end. */
  readonly listed: readonly (readonly DirectoryRow[])[]
  /** The store, opened anew after a loss of power. */
  readonly store: Store
}

/** A check: says what is wrong, one sentence each. */
export type Check = (finding: Finding) => readonly string[] | Promise<readonly string[]>
