import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { countsOfOutput, countsOfPlaywright, countsOfVitest } from '../stages/counts.ts'
import { runPhases, type Stage } from '../stages/runStages.ts'

const folder = mkdtempSync(join(tmpdir(), 'stages-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a stage', () => {
  const node = (name: string, code: string, more: Partial<Stage> = {}): Stage => ({
    name,
    command: ['node', '--eval', code],
    limitMinutes: 1,
    ...more,
  })
  const run = async (stage: Stage) => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => {})
    const [result] = await runPhases([[[stage]]])
    print.mockRestore()
    return result
  }

  test('counts as one test by its exit code', async () => {
    expect(await run(node('good', ''))).toMatchObject({ passed: 1, failed: 0 })
    expect(await run(node('bad', 'process.exitCode = 3'))).toMatchObject({ passed: 0, failed: 1 })
    expect(await run({ name: 'no such', command: ['no-such-program'], limitMinutes: 1 })).toMatchObject({
      failed: 1,
    })
  })

  test('gives way to what runs beside it when it is told to, with all that it starts', async () => {
    const code = `console.log(require('node:child_process').execFileSync('node', ['-p', 'os.getPriority()'], { encoding: 'utf8' }))`
    const priorityOf = async (more: Partial<Stage>) =>
      Number((await run(node('priority', code, more)))?.output)
    expect(await priorityOf({})).toBe(getPriority())
    expect(await priorityOf({ givesWay: true })).toBe(constants.priority.PRIORITY_LOW)
  })

  test('fails when its tests pass but its program does not', async () => {
    const stage = node('crash', 'console.log("3 passed, 0 failed"); process.exitCode = 1', {
      count: countsOfOutput,
    })
    expect(await run(stage)).toMatchObject({ passed: 3, failed: 1 })
  })

  test('fails when it says nothing of its tests', async () => {
    expect(await run(node('silent', '', { count: countsOfOutput }))).toMatchObject({ failed: 1 })
  })

  test('is ended with all that it started when it takes too long', async () => {
    const alive = join(folder, 'alive')
    const child = `setInterval(() => require('node:fs').writeFileSync(${JSON.stringify(alive)}, ''), 20)`
    const code = `require('node:child_process').spawn('node', ['--eval', ${JSON.stringify(child)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`
    expect(await run(node('wedged', code, { limitMinutes: 0.05 }))).toMatchObject({ passed: 0, failed: 1 })
    rmSync(alive)
    await expect(vi.waitFor(() => expect(existsSync(alive)).toBe(true), { timeout: 200 })).rejects.toThrow()
  })
})

describe('the counts of a report', () => {
  const report = (content: unknown): string => {
    const path = join(folder, 'report.json')
    writeFileSync(path, JSON.stringify(content))
    return path
  }

  test('a test file that could not be loaded is a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ]
    expect(countsOfVitest(report({ numPassedTests: 2, testResults }))).toEqual({ passed: 2, failed: 2 })
  })

  test('a test that passed only when tried again is a failure, and so is an error outside of tests', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1 }
    expect(countsOfPlaywright(report({ stats, errors: [{}] }))).toEqual({ passed: 4, failed: 3 })
  })

  test('there are none without a report', () => {
    expect(countsOfVitest(join(folder, 'none.json'))).toBeNull()
    expect(countsOfOutput('all is well')).toBeNull()
  })
})
