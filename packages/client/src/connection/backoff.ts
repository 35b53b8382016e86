const LONGEST_MS = 15_000
const FIRST_MS = 250

/** The wait before an attempt: anywhere from nothing to 500 ms before the first after a success, up to 15 s later on. [W2] */
export const backoffMs = (attempt: number, random: number): number =>
  Math.round(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt))
