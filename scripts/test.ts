import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { total } from './stages/counts.ts'
import { runPhases } from './stages/runStages.ts'
import { testStages } from './stages/testStages.ts'

const reports = mkdtempSync(join(tmpdir(), 'test-'))
const results = await runPhases(testStages(reports))
rmSync(reports, { recursive: true })
const { passed, failed } = total(results)
const notGreen = results.filter(result => result.failed > 0).map(result => result.name)
if (notGreen.length > 0) console.log(`\nNot green: ${notGreen.join(', ')}.`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
