import type { Envelope } from '../envelope.ts'
import type { SessionRef } from '../ids.ts'
import { EVENT_REVISION } from '../revision.ts'
import { type AgentDescription, SESSION_FILE_FORMAT, type SessionFileBlob } from './SessionFile.ts'

/** What a session file is made of. */
export interface SessionFileContent {
  readonly session: SessionRef
  /** The agent's name alone when absent. */
  readonly agent?: AgentDescription
  readonly envelopes: readonly Envelope[]
  readonly blobs?: readonly SessionFileBlob[]
}

/**
 * Writes a session file: JSON lines, first a header with format, revision, session and agent, then each envelope of the log, then each blob, at last how many
 * of both there are, so that a file that was cut is known as such. [P1]
 */
export function formatSessionFile({ session, agent, envelopes, blobs = [] }: SessionFileContent): string {
  const { agent: name, id } = session
  const header = {
    format: SESSION_FILE_FORMAT,
    revision: EVENT_REVISION,
    session: { agent: name, id },
    agent: agent ?? { name },
  }
  const end = { end: { envelopes: envelopes.length, blobs: blobs.length } }
  return [header, ...envelopes, ...blobs, end].map(line => `${JSON.stringify(line)}\n`).join('')
}
