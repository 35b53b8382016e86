import type { LogView } from '@sluice/client'
import {
  type AgentDescription,
  type Envelope,
  parseSessionFile,
  type Result,
  type SessionFileBlob,
  type SessionRef,
} from '@sluice/protocol'
import { startWorker } from '../edge/startWorker.ts'
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

interface Read {
  readonly session: SessionRef
  readonly agent: AgentDescription
  readonly envelopes: readonly Envelope[]
  readonly blobs: readonly SessionFileBlob[]
}

async function readHere(file: Blob): Promise<Result<Read>> {
  let text: string
  try {
    text = await file.text()
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
  const parsed = await parseSessionFile(text)
  if (!parsed.ok) return parsed
  const { header, envelopes, blobs } = parsed.value
  return { ok: true, value: { session: header.session, agent: header.agent, envelopes, blobs } }
}

/** Reads a file in a worker, so that the page can be used meanwhile; here where there is none, or it cannot run. */
function read(file: Blob): Promise<Result<Read>> {
  return new Promise(resolve => {
    const envelopes: Envelope[] = []
    const end = (result: Result<Read> | Promise<Result<Read>>) => {
      worker?.stop()
      resolve(result)
    }
    const worker = startWorker(
      answer => {
        if (answer.type === 'envelopes') for (const envelope of answer.envelopes) envelopes.push(envelope)
        else if (answer.type === 'refused') end({ ok: false, reason: answer.reason })
        else if (answer.type === 'opened') {
          const { session, agent, blobs } = answer
          end({ ok: true, value: { session, agent, blobs, envelopes } })
        }
      },
      () => end(readHere(file)),
    )
    if (worker === null) end(readHere(file))
    else worker.send({ type: 'open', file })
  })
}

/** Reads a session file that somebody chose or dropped. The reason says what is wrong with it; what is read so far is let go. [P1 D1] */
export async function openSessionFile(file: File): Promise<Result<OpenFile>> {
  if (file.size > MOST_BYTES)
    return {
      ok: false,
      reason: `${file.name} has ${formatBytes(file.size)}, and a page can hold ${formatBytes(MOST_BYTES)}. Export a part of the session, or use sluice replay.`,
    }
  const found = await read(file)
  if (!found.ok) return { ok: false, reason: `${file.name} was not opened. ${found.reason}` }
  const { session, agent, envelopes, blobs } = found.value
  // Closed without an error: whole, and nothing more will come.
  const log: LogView = { envelopes, count: envelopes.length, phase: 'closed', error: null }
  return {
    ok: true,
    value: {
      name: file.name,
      session,
      agent,
      source: { getSnapshot: () => log, subscribe: () => () => undefined },
      blobs: new Map(blobs.map(blob => [blob.blob, blob])),
    },
  }
}
