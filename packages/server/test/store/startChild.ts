import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A process of a test. */
export interface Child {
  readonly pid: number
  /** The lines that it wrote so far. */
  readonly lines: readonly string[]
  /** Waits until it has written so many lines, or has ended. */
  written(lines: number): Promise<void>
  signal(name: NodeJS.Signals): void
  /** Waits for its end. What it wrote before that is then in `lines`. */
  ended(): Promise<void>
}

/** Starts a script of `children` with the node that runs the test. */
export function startChild(
  script: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Child {
  const path = join(import.meta.dirname, 'children', script)
  const child = spawn(process.execPath, ['--conditions=@sluice/source', ...nodeOptions, path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const reader = createInterface(child.stdout)
  let isEnded = false
  reader.on('line', line => lines.push(line))
  const ended = once(reader, 'close').then(() => {
    isEnded = true
  })
  return {
    pid: child.pid ?? 0,
    lines,
    written: async count => {
      while (lines.length < count && !isEnded) await Promise.race([once(reader, 'line'), ended])
    },
    signal: name => void child.kill(name),
    ended: () => ended,
  }
}
