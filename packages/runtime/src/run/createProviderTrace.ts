import type { BlobRef, Json, JsonObject } from '@sluice/protocol'
import type { StepTrace } from '../harness/Harness.ts'
import type { RunScope } from './types.ts'

/** So much of an answer is kept from its beginning, and so much from its end, in UTF-16 units of JSON: errors and counts come last. */
const FIRST_LENGTH = 192 * 1024
const LAST_LENGTH = 64 * 1024

/** What passes between a harness and a provider in one step, over all its attempts. [E7] */
export interface ProviderTrace {
  /** Begins an attempt. */
  begin(): StepTrace
  /** Stores what was heard and begins anew; undefined when nothing was. */
  keep(): Promise<BlobRef | undefined>
}

interface Attempt {
  parameters: JsonObject | null
  readonly first: string[]
  readonly last: string[]
  firstLength: number
  lastLength: number
  leftOut: number
}

/** Makes the trace of one model step; only so much is held, the beginning and the end of each attempt. */
export function createProviderTrace({
  clock,
  redactor,
  session,
}: Pick<RunScope, 'clock' | 'redactor' | 'session'>): ProviderTrace {
  let attempts: Attempt[] = []
  return {
    begin: () => {
      const attempt: Attempt = {
        parameters: null,
        first: [],
        last: [],
        firstLength: 0,
        lastLength: 0,
        leftOut: 0,
      }
      attempts.push(attempt)
      return {
        asked: parameters => {
          attempt.parameters = parameters
        },
        heard: event => hear(attempt, { at: clock.now(), event }),
      }
    },
    keep: async () => {
      const kept = attempts
      attempts = []
      if (kept.every(({ parameters, first }) => parameters === null && first.length === 0)) return undefined
      return session.putBlob(redactor.text(`{"attempts":[${kept.map(written).join(',')}]}`), {
        mediaType: 'application/json',
        audience: 'inspectors',
      })
    },
  }
}

function hear(attempt: Attempt, event: Json): void {
  const text = JSON.stringify(event)
  if (attempt.last.length === 0 && attempt.firstLength + text.length <= FIRST_LENGTH) {
    attempt.first.push(text)
    attempt.firstLength += text.length
    return
  }
  attempt.last.push(text)
  attempt.lastLength += text.length
  while (attempt.lastLength > LAST_LENGTH) {
    attempt.lastLength -= attempt.last.shift()?.length ?? 0
    attempt.leftOut += 1
  }
}

function written({ parameters, first, last, leftOut }: Attempt): string {
  const fields = `"parameters":${JSON.stringify(parameters)},"events":[${[...first, ...last].join(',')}]`
  return leftOut === 0 ? `{${fields}}` : `{${fields},"leftOut":${leftOut},"leftOutAfter":${first.length}}`
}
