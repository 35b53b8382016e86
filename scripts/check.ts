import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkStages } from './stages/checkStages.ts'
import { runPhases } from './stages/runStages.ts'

const reports = mkdtempSync(join(tmpdir(), 'check-'))
const results = await runPhases(checkStages(reports, { slow: false }))
rmSync(reports, { recursive: true })
const failed = results.filter(result => result.failed > 0).map(result => result.name)
console.log(failed.length === 0 ? '\nEverything is green.' : `\nNot green: ${failed.join(', ')}.`)
process.exit(failed.length === 0 ? 0 : 1)
