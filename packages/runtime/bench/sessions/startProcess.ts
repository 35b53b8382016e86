import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A process of this bench. */
export interface BenchProcess {
  /** Writes a line to it. */
  tell(line: string): void
  /** Resolves with what the next line that begins with a word says behind it. */
  line(word: string): Promise<string>
  end(): Promise<void>
}

/** Starts `<name>.ts` of this folder. */
export function startProcess(
  name: 'sluiceHost' | 'plainHost' | 'subscribers',
  ...args: readonly string[]
): BenchProcess {
  const child = spawn(
    process.execPath,
    ['--conditions=@sluice/source', '--expose-gc', join(import.meta.dirname, `${name}.ts`), ...args],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_ENV: 'production' } },
  )
  const lines: string[] = []
  let look = () => {}
  let pending = ''
  child.stdout.on('data', chunk => {
    const parts = `${pending}${chunk}`.split('\n')
    pending = parts.pop() ?? ''
    lines.push(...parts)
    look()
  })
  const ended = once(child, 'close')
  return {
    tell: line => void child.stdin.write(`${line}\n`),
    line: async word => {
      for (;;) {
        const index = lines.findIndex(line => line === word || line.startsWith(`${word} `))
        if (index !== -1) return lines.splice(index, 1)[0]?.slice(word.length + 1) ?? ''
        const told = new Promise<boolean>(resolve => {
          look = () => resolve(false)
        })
        if (await Promise.race([told, ended.then(() => true)]))
          throw new Error(`${name} ended before it wrote ${word}.`)
      }
    },
    end: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
