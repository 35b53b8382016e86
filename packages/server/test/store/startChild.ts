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

const commandOf = (script: string, args: readonly string[], nodeOptions: readonly string[]): string[] => [
  process.execPath,
  '--conditions=@sluice/source',
  ...nodeOptions,
  join(import.meta.dirname, 'children', script),
  ...args,
]

/** Starts a script of `children` with the node that runs the test. */
export function startChild(
  script: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Child {
  return start(commandOf(script, args, nodeOptions))
}

/** Starts one that may not write files of more than `limitKb`: the system refuses the write that would. */
export function startLimitedChild(script: string, args: readonly string[], limitKb: number): Child {
  return start(['bash', '-c', `ulimit -f ${limitKb}; exec "$@"`, 'bash', ...commandOf(script, args, [])])
}

function start([command = '', ...args]: readonly string[]): Child {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  let isEnded = false
  let heard = (): void => {}
  const reader = createInterface(child.stdout)
  reader.on('line', line => {
    lines.push(line)
    heard()
  })
  const ended = once(reader, 'close').then(() => {
    isEnded = true
    heard()
  })
  return {
    pid: child.pid ?? 0,
    lines,
    written: count =>
      new Promise(resolve => {
        heard = () => {
          if (lines.length >= count || isEnded) resolve()
        }
        heard()
      }),
    signal: name => void child.kill(name),
    ended: () => ended,
  }
}
