import { AGAIN_MS, FETCHES } from './limits.ts'
import type { UiMessage } from './wire.ts'

/** What fetching a transcript needs of its connection. */
export interface TranscriptOptions {
  /** Requests it: null where there is none, undefined where there was no answer. */
  request(): Promise<readonly UiMessage[] | null | undefined>
  /** Calls back after a while, if the connection is still the same. */
  after(ms: number, run: () => void): void
  /** The transcript as it is known; null before the first was there. */
  known(): readonly UiMessage[] | null
  /** The server answered. */
  heard(): void
  take(messages: readonly UiMessage[] | null): void
}

/** The transcript of a server, which is fetched as a whole. */
export interface Transcript {
  /** Fetches it; one that is older than what came to be known meanwhile is not taken over. [A3] */
  fetch(): Promise<void>
  /** Forgets what is on its way: the connection has ended. */
  drop(): void
}

/** Creates the transcript of a server. */
export function createTranscript({ request, after, known, heard, take }: TranscriptOptions): Transcript {
  let isFetching = false
  /** It was asked for while it was on its way, so that what comes may be older. */
  let isAskedAgain = false
  let generation = 0

  async function fetch(fetches = FETCHES): Promise<void> {
    isAskedAgain = isFetching
    if (isFetching) return
    isFetching = true
    const mine = generation
    const before = known()
    const messages = await request()
    if (mine !== generation) return
    isFetching = false
    if (messages === undefined) return after(AGAIN_MS, () => void fetch(fetches))
    heard()
    const isOld = isAskedAgain || (known() ?? before) !== before
    if (isOld && fetches > 1) return fetch(fetches - 1)
    take(messages)
  }

  return {
    fetch: () => fetch(),
    drop() {
      generation += 1
      isFetching = false
    },
  }
}
