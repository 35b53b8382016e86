import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const compiled = join(tmpdir(), 'sluice-bench-compiled')

/** A server in a process of its own. */
export interface StartedHost {
  /** Resolves with what a line that begins with a word says behind it, and how many ms after the start of the process it came. */
  line(word: string): Promise<{ readonly rest: string; readonly atMs: number }>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/** Starts `<name>.ts` of this folder on a directory. */
export function startHost(name: 'sluiceHost' | 'flueHost', directory: string): StartedHost {
  const startedAt = performance.now()
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=@sluice/source', join(import.meta.dirname, `${name}.ts`), directory],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      // What a process compiled the next one reads, as that of an installed program would.
      env: { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: compiled },
    },
  )
  const seen = new Map<string, { readonly rest: string; readonly atMs: number }>()
  const waiting = new Map<string, () => void>()
  let pending = ''
  child.stdout?.on('data', chunk => {
    const lines = `${pending}${chunk}`.split('\n')
    pending = lines.pop() ?? ''
    for (const line of lines) {
      const [word = '', rest = ''] = line.split(' ')
      if (!seen.has(word)) seen.set(word, { rest, atMs: performance.now() - startedAt })
      waiting.get(word)?.()
    }
  })
  const ended = once(child, 'close')
  return {
    line: async word => {
      while (!seen.has(word)) {
        const told = new Promise<void>(resolve => waiting.set(word, resolve))
        const isOver = await Promise.race([told.then(() => false), ended.then(() => true)])
        if (isOver && !seen.has(word)) throw new Error(`${name} ended before it wrote ${word}.`)
      }
      return seen.get(word) ?? { rest: '', atMs: Number.NaN }
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
