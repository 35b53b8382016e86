import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = new URL('../..', import.meta.url).pathname
const demo = 'apps/demo/agents/start.ts'

const commandOf = (program: string, args: readonly string[]): readonly [string, string[], string] => [
  process.execPath,
  ['--conditions=@sluice/source', program, ...args],
  root,
]

/** The program, its arguments and its folder that start the demo the way `npm start` does. */
export function demoCommand(...args: string[]): readonly [string, string[], string] {
  return commandOf(demo, args)
}

/** How a server of a test is started. */
export interface ServerOptions {
  /** Tokens a second that the scripted model says. */
  readonly tokensPerSecond?: number
  /** How long text waits for more before it is an event, in ms. */
  readonly flushMs?: number
  /** The file to run, from the root of the repository; the demo when absent. */
  readonly program?: string
  /** What else is in its environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** A server, the demo's unless told otherwise, as a process of its own, on loopback and a free port that it keeps over restarts. */
export interface TestServer {
  readonly url: string
  readonly port: number
  /** Where its data is. */
  readonly directory: string
  /** What it wrote to its standard error, but for warnings of Node. */
  complaints(): readonly string[]
  /** Ends the process at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same data and port; resolves when it answers. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  dispose(): Promise<void>
}

/** Starts the demo's server on new data, the way `npm start` does. */
export async function startServer({
  tokensPerSecond = 60,
  flushMs = 16,
  program = demo,
  env = {},
}: ServerOptions = {}): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
  let port = 0
  let child: ChildProcess | null = null
  const errors: string[] = []

  const start = async (): Promise<void> => {
    const [node, args, cwd] = commandOf(program, [])
    const started = spawn(node, args, {
      cwd,
      env: {
        ...process.env,
        ...env,
        // The tests' own options, without which it has to start for a person as well.
        NODE_OPTIONS: '',
        SLUICE_PORT: String(port),
        SLUICE_PAGES: 'built',
        SLUICE_DATA: directory,
        SLUICE_FAUX_TPS: String(tokensPerSecond),
        SLUICE_FLUSH_MS: String(flushMs),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    const output: string[] = []
    createInterface(started.stderr).on('line', line => {
      output.push(line)
      errors.push(line)
    })
    for await (const line of createInterface(started.stdout)) {
      output.push(line)
      const found = /http:\/\/[^:]+:(\d+)\/v1\/health/.exec(line)
      if (found === null) continue
      port = Number(found[1])
      // What it says later is read away, so that it never waits for a reader.
      started.stdout.resume()
      return
    }
    throw new Error(`The server ended before it was up:\n${output.join('\n')}`)
  }

  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    directory,
    complaints: () => errors.filter(line => !/Warning|--trace-warnings/.test(line)),
    kill,
    start,
    dispose: async () => {
      await kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
