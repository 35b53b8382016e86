import type { LogView } from '@sluice/client'
import {
  type AgentDescription,
  parseSessionFile,
  type Result,
  type SessionFileBlob,
  type SessionRef,
} from '@sluice/protocol'
import type { LogSource } from '../log/LogSource.ts'
import { formatBytes } from '../text/format.ts'

/** A session that is looked at without a server. */
export interface OpenFile {
  /** The file's own name. */
  readonly name: string
  readonly session: SessionRef
  readonly agent: AgentDescription
  readonly source: LogSource
  /** The content that the file holds, by hash. */
  readonly blobs: ReadonlyMap<string, SessionFileBlob>
}

/** A page holds a file's text and its parsed log at once, about four times its size, and tabs are ended at about 2 GB. */
const MOST_BYTES = 400 * 1024 * 1024

/** Reads a session file that somebody chose or dropped. The reason says what is wrong with it; what is read so far is let go. [P1 D1] */
export async function openSessionFile(file: File): Promise<Result<OpenFile>> {
  if (file.size > MOST_BYTES)
    return {
      ok: false,
      reason: `${file.name} has ${formatBytes(file.size)}, and a page can hold ${formatBytes(MOST_BYTES)}. Export a part of the session, or use sluice replay.`,
    }
  let text: string
  try {
    text = await file.text()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, reason: `${file.name} could not be read: ${reason}` }
  }
  const parsed = await parseSessionFile(text)
  if (!parsed.ok) return { ok: false, reason: `${file.name} was not opened. ${parsed.reason}` }
  const { header, envelopes, blobs } = parsed.value
  // Closed without an error: whole, and nothing more will come.
  const log: LogView = { envelopes, count: envelopes.length, phase: 'closed', error: null }
  return {
    ok: true,
    value: {
      name: file.name,
      session: header.session,
      agent: header.agent,
      source: { getSnapshot: () => log, subscribe: () => () => undefined },
      blobs: new Map(blobs.map(blob => [blob.blob, blob])),
    },
  }
}
