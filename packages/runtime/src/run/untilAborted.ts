/** What an iterable gives, up to its end or to the moment in which the signal aborts, whichever the iterable itself notices. */
export async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  const iterator = items[Symbol.asyncIterator]()
  let stopWaiting: (end: null) => void = () => undefined
  // Asked of the signal once: a signal that stands for several looks at all of them each time, and this is done for each token.
  let isAborted = signal.aborted
  const onAbort = () => {
    isAborted = true
    stopWaiting(null)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    while (!isAborted) {
      // Not a race with one promise that stands for the signal: that would keep something of every item until the end.
      const next = await new Promise<IteratorResult<T> | null>((resolve, reject) => {
        stopWaiting = resolve
        iterator.next().then(resolve, reject)
      })
      if (next === null || next.done === true) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Not awaited: what does not listen to the signal may never end, and what it still says has nobody to hear it.
    iterator.return?.().catch(() => undefined)
  }
}
