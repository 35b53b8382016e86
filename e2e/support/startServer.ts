import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = new URL('../..', import.meta.url).pathname

/** The program, its arguments and its folder that start the demo the way `npm start` does. */
export function demoCommand(...args: string[]): readonly [string, string[], string] {
  return [process.execPath, ['--conditions=@sluice/source', 'apps/demo/agents/start.ts', ...args], root]
}

/** How a server of a test is started. */
export interface ServerOptions {
  /** Tokens a second that the scripted model says. */
  readonly tokensPerSecond?: number
  /** How long text waits for more before it is an event, in ms. */
  readonly flushMs?: number
}

/** The demo's server as a process of its own, on loopback and a free port that it keeps over restarts. */
export interface TestServer {
  readonly url: string
  readonly port: number
  /** Where its data is. */
  readonly directory: string
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
}: ServerOptions = {}): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
  let port = 0
  let child: ChildProcess | null = null

  const start = async (): Promise<void> => {
    const [program, args, cwd] = demoCommand()
    const started = spawn(program, args, {
      cwd,
      env: {
        ...process.env,
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
    started.stderr.on('data', chunk => output.push(String(chunk)))
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
    kill,
    start,
    dispose: async () => {
      await kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
