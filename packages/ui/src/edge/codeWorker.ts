/** Starts the thread that finds the colours of code; null where there can be none. */
export function startCodeWorker(): Worker | null {
  if (typeof Worker !== 'function') return null
  try {
    // Written for what is built: a bundler finds the source of it by itself.
    return new Worker(new URL('../highlight/worker.js', import.meta.url), { type: 'module' })
  } catch {
    // A policy of the page forbids it; the page finds the colours itself.
    return null
  }
}
