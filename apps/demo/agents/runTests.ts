import { spawn } from 'node:child_process'

/** What came of a test run. */
export interface TestRun {
  readonly passed: number
  readonly failed: number
  /** The report, without what would make it long. */
  readonly report: string
}

const REPORT_LENGTH = 6_000

/** Runs the tests of a repository in a process of their own. `onTest` is told of each test as it ends. */
export function runTests(
  folder: string,
  signal: AbortSignal,
  onTest: (ended: number, name: string) => void,
): Promise<TestRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--test', '--test-reporter=tap'], {
      cwd: folder,
      signal,
      // Nothing of the host's environment: no keys, and no settings of a test run around it.
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let report = ''
    let ended = 0
    const read = (chunk: string) => {
      report += chunk
      for (const [, name = ''] of chunk.matchAll(/^\s*(?:not )?ok \d+ - (.*)$/gm)) onTest(++ended, name)
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.on('error', reject)
    child.on('close', () =>
      resolve({
        passed: count(report, 'pass'),
        failed: count(report, 'fail'),
        report: shorten(report.replaceAll(folder, '.')),
      }),
    )
  })
}

function shorten(report: string): string {
  return report
    .replace(/^ +(duration_ms|type|location|stack|code|name|.*node:internal|async Test|---|\.\.\.).*$/gm, '')
    .replace(/^(TAP version|# (Subtest|suites|cancelled|skipped|todo|duration_ms)).*$/gm, '')
    .replace(/\n\s*\n+/g, '\n')
    .trimStart()
    .slice(0, REPORT_LENGTH)
}

function count(report: string, word: string): number {
  return Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(report)?.[1] ?? 0)
}
