/** Calls back when the page has nothing else to do, within a second. Returns what takes it back. */
export function whenIdle(callback: () => void): () => void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(callback, 50)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(callback, { timeout: 1_000 })
  return () => cancelIdleCallback(handle)
}

/** Lets the page draw and answer before work goes on. */
export const pauseForPage = (): Promise<void> =>
  new Promise(resolve => {
    whenIdle(resolve)
  })

/** Calls back in the next frame that the page draws. Returns what takes it back. */
export function onNextFrame(callback: () => void): () => void {
  const handle = requestAnimationFrame(callback)
  return () => cancelAnimationFrame(handle)
}
