import { existsSync, readFileSync } from 'node:fs'

/** How many tests of a stage passed and failed. */
export interface Counts {
  readonly passed: number
  readonly failed: number
}

interface VitestReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
  readonly errors: readonly unknown[]
}

/** Counts the report of Vitest's json reporter. A file that could not be loaded counts as one failure. */
export function countsOfVitest(path: string): Counts | null {
  const report = read<VitestReport>(path)
  if (report === null) return null
  const failed = report.testResults.map(({ status, assertionResults }) => {
    const tests = assertionResults.filter(test => test.status === 'failed').length
    return status === 'failed' ? Math.max(tests, 1) : tests
  })
  return { passed: report.numPassedTests, failed: sum(failed) }
}

/** Counts the report of Playwright's json reporter. A test that passed only when it was tried again has failed. */
export function countsOfPlaywright(path: string): Counts | null {
  const report = read<PlaywrightReport>(path)
  if (report === null) return null
  const { expected, unexpected, flaky } = report.stats
  return { passed: expected, failed: unexpected + flaky + report.errors.length }
}

/** Reads the last line `N passed, N failed` of an output. */
export function countsOfOutput(output: string): Counts | null {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)]
  const [, passed, failed] = lines.at(-1) ?? []
  return passed === undefined || failed === undefined
    ? null
    : { passed: Number(passed), failed: Number(failed) }
}

/** Adds counts up. */
export function total(counts: readonly Counts[]): Counts {
  return { passed: sum(counts.map(one => one.passed)), failed: sum(counts.map(one => one.failed)) }
}

function read<Report>(path: string): Report | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : null
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
