import { join } from 'node:path'
import { countsOfVitest } from './counts.ts'
import type { Phase, Stage } from './runStages.ts'

/** Tests that start and kill processes or tear files; `npm test` runs them, the check does not. */
const SLOW = '**/*.slow.test.ts'

/** The stages of `npm run check`: the unit tests beside everything else, which together suits two cores. */
export function checkStages(reports: string, { slow }: { readonly slow: boolean }): readonly Phase[] {
  const unit = ['--project=!house', ...(slow ? [] : ['--exclude', SLOW])]
  return [
    [
      [vitest('unit tests', unit, reports)],
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
        { name: 'unused code', command: ['knip', '--no-progress', '--no-config-hints'], limitMinutes: 3 },
      ],
    ],
  ]
}

function vitest(name: string, args: readonly string[], reports: string): Stage {
  const report = join(reports, `${name}.json`)
  return {
    name,
    command: [
      'vitest',
      'run',
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    limitMinutes: 12,
    count: () => countsOfVitest(report),
  }
}
