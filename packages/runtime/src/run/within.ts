import type { Timers } from '@sluice/server'

/** What a promise gives, or `late` when it takes longer; what it gives later is dropped. */
export async function within<T, L>(
  timers: Timers,
  limitMs: number,
  promise: Promise<T>,
  late: () => L,
): Promise<T | L> {
  const up = Promise.withResolvers<L>()
  const cancel = timers.after(limitMs, () => {
    try {
      up.resolve(late())
    } catch (error) {
      up.reject(error)
    }
  })
  try {
    return await Promise.race([promise, up.promise])
  } finally {
    cancel()
  }
}
