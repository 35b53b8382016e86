import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from '../architecture/files.ts'
import type { Counts } from './counts.ts'

/** One program of the check: it runs at the root in a process group of its own, and is ended when it takes too long. */
export interface Stage {
  readonly name: string
  readonly command: readonly [program: string, ...args: string[]]
  readonly limitMinutes: number
  readonly environment?: Readonly<Record<string, string>>
  /** It gets what the stages beside it leave of the processor. For what asks no clock. */
  readonly givesWay?: true
  /** Reads how many tests ran; null when it cannot be told. A stage without it counts as one test. */
  readonly count?: (output: string) => Counts | null
}

/** What came of a stage. `failed` is at least 1 when the program did not end well, whatever it reported. */
export interface StageResult extends Counts {
  readonly name: string
  readonly output: string
}

/** Stages that run one after the other; the lanes of a phase run at the same time. */
export type Phase = readonly (readonly Stage[])[]

interface Ending {
  readonly output: string
  /** What went wrong, or null. */
  readonly problem: string | null
}

const running = new Set<number>()

/** Runs phase after phase, prints each stage as it ends (its output only when it failed), and returns all results. */
export async function runPhases(phases: readonly Phase[]): Promise<readonly StageResult[]> {
  const results: StageResult[] = []
  for (const phase of phases) {
    await Promise.all(
      phase.map(async lane => {
        for (const stage of lane) results.push(await runStage(stage))
      }),
    )
  }
  return results
}

async function runStage(stage: Stage): Promise<StageResult> {
  const start = performance.now()
  const { output, problem } = await runToEnd(stage)
  const counts = stage.count === undefined ? null : stage.count(output)
  const passed = counts?.passed ?? (problem === null ? 1 : 0)
  const failed = Math.max(counts?.failed ?? 0, problem === null ? 0 : 1)
  const silent = stage.count !== undefined && counts === null && problem === null
  const result = { name: stage.name, passed, failed: silent ? 1 : failed, output }
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const tests = counts === null ? '' : ` (${passed} of ${passed + failed})`
  if (result.failed > 0) console.log(`\n${output.trimEnd().replace(/^/gm, '  ')}\n`)
  console.log(`${result.failed === 0 ? '✓' : '✗'} ${stage.name}${tests} ${seconds} s`)
  if (problem !== null) console.log(`  ${problem}`)
  if (silent) console.log('  It ended well but said nothing of its tests, so nobody knows whether they ran.')
  return result
}

async function runToEnd({ command, environment, limitMinutes, givesWay }: Stage): Promise<Ending> {
  const [program, ...args] = command
  const path = [join(root, 'node_modules/node/bin'), join(root, 'node_modules/.bin'), process.env.PATH].join(
    delimiter,
  )
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...environment, PATH: path, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const { pid } = child
  if (pid !== undefined) running.add(pid)
  if (pid !== undefined && givesWay) giveWay(pid)
  let output = ''
  const keep = (text: string): void => {
    output += text
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)

  const closed = new Promise<void>(settle => child.once('close', () => settle()))
  let late = false
  const limit = setTimeout(() => {
    late = true
    void end(pid)
  }, limitMinutes * 60_000)
  const problem = await new Promise<string | null>(settle => {
    child.once('error', error => settle(`"${program}" could not be started: ${error.message}`))
    child.once('exit', (code, signal) =>
      settle(code === 0 ? null : `It ended with ${signal ?? `exit code ${code}`}.`),
    )
  })
  clearTimeout(limit)
  // What the stage left running would hold its output open, and the next stage's ports.
  signal(pid, 'SIGKILL')
  if (pid !== undefined) running.delete(pid)
  await Promise.race([closed, delay(2000)])
  return {
    output,
    problem: late ? `It was ended because it took more than ${limitMinutes} minutes.` : problem,
  }
}

/** Puts a process group that has just been started, and all that it will start, behind the others. */
function giveWay(pid: number): void {
  const last = constants.priority.PRIORITY_LOW
  // Linux may weigh whole sessions against each other, and priorities only within each.
  const session = `/proc/${pid}/autogroup`
  try {
    setPriority(pid, last)
    if (existsSync(session)) writeFileSync(session, String(last))
  } catch {
    // The group has ended by itself, or the system has no such order: then the stage takes its share.
  }
}

/** Asks a process group to end, so that browsers and servers started by it are closed, and then makes it. */
async function end(pid: number | undefined): Promise<void> {
  signal(pid, 'SIGINT')
  await delay(5000)
  signal(pid, 'SIGKILL')
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch {
    // The group has ended by itself.
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise(done => setTimeout(done, milliseconds))
}

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    for (const pid of running) signal(pid, 'SIGKILL')
    process.exit(130)
  })
}
