import { whenIdle } from '../edge/pageTasks.ts'
import { createTextCache } from '../text/createTextCache.ts'
import type { CodeToken } from './tokenKinds.ts'

/** Longer code stays plain. */
const LONGEST = 200_000

/** Characters of code of which the colours are kept. */
const KEPT = 4_000_000

/** Colours by name of the language and code. */
const known = createTextCache<readonly CodeToken[]>(KEPT)
const waiting = new Map<string, Set<() => void>>()
let isWorking = false

const keyOf = (label: string, code: string) => `${label}\n${code}`

async function work(): Promise<void> {
  const { readTokens } = await import('./readTokens.ts')
  for (let next = waiting.entries().next().value; next; next = waiting.entries().next().value) {
    const [key, listeners] = next
    const at = key.indexOf('\n')
    const tokens = await readTokens(key.slice(0, at), key.slice(at + 1))
    waiting.delete(key)
    known.set(key, tokens)
    for (const listener of listeners) listener()
  }
}

async function start(): Promise<void> {
  if (isWorking) return
  isWorking = true
  // Without the chunk, as when offline, code stays plain; the next code tries again.
  await work().catch(() => {})
  isWorking = false
}

/** Whether code of this length, with the name of a language, may get colours. */
export const isColoured = (label: string, code: string): boolean => label !== '' && code.length <= LONGEST

/** The colours of a code when they are known, and null before. */
export const knownTokens = (label: string, code: string): readonly CodeToken[] | null =>
  known.get(keyOf(label, code)) ?? null

/**
 * Asks for the colours of a code and tells when they are known. They are found once for the same code, when the page has nothing else to do, and
 * not at all when nobody waits for them any more. Returns the end of waiting.
 */
export function awaitTokens(label: string, code: string, listener: () => void): () => void {
  const key = keyOf(label, code)
  if (known.get(key)) return () => {}
  const listeners = waiting.get(key) ?? new Set()
  listeners.add(listener)
  waiting.set(key, listeners)
  const cancel = whenIdle(() => void start())
  return () => {
    cancel()
    listeners.delete(listener)
    if (listeners.size === 0) waiting.delete(key)
  }
}
