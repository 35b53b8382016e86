/** How long is waited for an answer about what is being written, before what is known is shown. */
export const PROBE_MS = 5_000
/** The wait before the transcript is asked for again. */
export const AGAIN_MS = 1_000
/** How often the transcript is fetched when another one came to be known meanwhile. */
export const FETCHES = 5
