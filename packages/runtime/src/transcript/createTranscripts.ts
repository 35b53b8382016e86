import type { SessionKey } from '@sluice/server'
import { createTranscript, type Transcript } from './createTranscript.ts'

/** Transcripts of sessions that were used last, so that what comes next does not read the whole log again. */
export interface Transcripts {
  take(key: SessionKey): Transcript
}

const KEPT = 64

/** Creates a table of transcripts; one that falls out of it is made of its log again. */
export function createTranscripts(): Transcripts {
  const kept = new Map<string, Transcript>()
  return {
    take: ({ tenant, agent, id }) => {
      const name = `${tenant}/${agent}/${id}`
      const found = kept.get(name) ?? createTranscript()
      kept.delete(name)
      kept.set(name, found)
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break
        kept.delete(oldest)
      }
      return found
    },
  }
}
