import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A server in a process of its own, on data of its own and a free port that it keeps over restarts. */
export interface Program {
  readonly port: number
  /** Ends the process at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same data and port. */
  start(): Promise<void>
  /** Ends it, removes its data, and starts it on new ones, on the same port. */
  startAnew(): Promise<void>
  /** Ends it and removes its data. */
  dispose(): Promise<void>
}

/** What a program is started with. */
export interface ProgramPlan {
  /** The program and its arguments for a folder of data and a port, 0 for a free one. It writes `port <number>` on a line of its own when it answers. */
  command(directory: string, port: number): readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  /** It starts others, which end with it. */
  readonly isGroup?: true
}

/** Starts a program and resolves when it has said its port. */
export async function startProgram({ command, env = {}, isGroup }: ProgramPlan): Promise<Program> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-backend-'))
  let port = 0
  let child: ChildProcess | null = null

  const start = async (): Promise<void> => {
    const [program, ...args] = command(directory, port)
    const started = spawn(program, args, {
      cwd: new URL('../../..', import.meta.url).pathname,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: isGroup === true,
    })
    child = started
    const output: string[] = []
    createInterface(started.stderr).on('line', line => output.push(line))
    for await (const line of createInterface(started.stdout)) {
      output.push(line)
      const found = /^port (\d+)$/.exec(line)
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
    if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
    await ended
  }

  await start()
  return {
    port,
    kill,
    start,
    async startAnew() {
      await kill()
      rmSync(directory, { recursive: true, force: true })
      mkdirSync(directory)
      await start()
    },
    dispose: async () => {
      await kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** The command that runs a TypeScript file of this folder's parent, which is given the data's folder and the port. */
export const nodeProgram =
  (file: string): ProgramPlan['command'] =>
  (directory, port) => [
    process.execPath,
    '--conditions=@sluice/source',
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, '..', file),
    directory,
    String(port),
  ]
