/** Numbers that look random and are the same for the same seed. */
export interface SeededRandom {
  /** From 0 up to 1. */
  next(): number
  /** An integer from 0 up to a limit. */
  below(limit: number): number
  /** An integer from `from` to `to`, both included. */
  between(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Another sequence, so that what one part of a world draws does not move what another draws. */
  fork(): SeededRandom
}

/** Creates the sequence of a seed (sfc32, seeded by splitmix32). */
export function createRandom(seed: number): SeededRandom {
  let mixed = seed >>> 0
  const splitmix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0
    let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    return word ^ (word >>> 15)
  }
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), splitmix()]

  const word = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  const next = (): number => word() / 4_294_967_296
  const below = (limit: number): number => Math.floor(next() * limit)

  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: probability => next() < probability,
    pick: list => list[below(list.length)] as never,
    fork: () => createRandom(word()),
  }
}
