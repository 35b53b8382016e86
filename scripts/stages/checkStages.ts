import { join } from 'node:path'
import { countsOfVitest } from './counts.ts'
import type { Phase, Stage } from './runStages.ts'

/** The stages of `npm run check`: the unit tests beside everything else, which together suits two cores. */
export function checkStages(reports: string): readonly Phase[] {
  return [
    [
      [vitest('unit tests', ['--project=!house'], reports)],
      [
        {
          name: 'format and lint',
          command: [
            'biome',
            'check',
            '--error-on-warnings',
            '--diagnostic-level=warn',
            '--max-diagnostics=60',
          ],
          limitMinutes: 2,
        },
        { name: 'types', command: ['tsc', '--noEmit', '-p', '.'], limitMinutes: 3 },
        vitest('architecture', ['--project=house'], reports),
        { name: 'unused code', command: ['knip', '--no-progress'], limitMinutes: 3 },
      ],
    ],
  ]
}

function vitest(name: string, args: readonly string[], reports: string): Stage {
  const report = join(reports, `${name}.json`)
  return {
    name,
    command: ['vitest', 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    limitMinutes: 5,
    count: () => countsOfVitest(report),
  }
}
