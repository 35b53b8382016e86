/** Calls back before each paint with the ms since the last one, until it is told to stop. A page that was hidden does not catch up. */
export function onFrames(run: (elapsedMs: number) => void): () => void {
  let before: number | null = null
  let handle = requestAnimationFrame(function frame(now) {
    handle = requestAnimationFrame(frame)
    // A hidden page has no frames; a quarter of a second is the longest stall that still counts as watching.
    if (before !== null) run(Math.min(250, now - before))
    before = now
  })
  return () => cancelAnimationFrame(handle)
}
