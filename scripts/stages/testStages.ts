import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../architecture/files.ts'
import { workspaces } from '../architecture/packages.ts'
import { checkStages } from './checkStages.ts'
import { countsOfOutput, countsOfPlaywright } from './counts.ts'
import type { Phase, Stage } from './runStages.ts'

const source = '--conditions=@sluice/source'

/**
 * The stages of `npm test`: the check, then what is slow. The stories need both cores; the tests from end to end wait most of the time, for
 * text that comes at its pace and for sockets that are given up, so that what only computes runs behind them.
 */
export function testStages(reports: string): readonly Phase[] {
  const stories = workspaces().find(({ folder }) => folder === 'storybook')
  const background: Stage[] = [
    {
      name: 'build',
      command: ['node', source, 'scripts/build.ts'],
      limitMinutes: 10,
      givesWay: true,
      count: countsOfOutput,
    },
    {
      name: 'packages',
      command: ['node', source, 'scripts/lintPackages.ts'],
      limitMinutes: 10,
      givesWay: true,
      count: countsOfOutput,
    },
    ...(existsSync(join(root, 'scripts/simulate.ts'))
      ? [
          {
            name: 'simulation',
            command: ['node', source, 'scripts/simulate.ts', '--seeds', '2000'],
            limitMinutes: 15,
            givesWay: true,
            count: countsOfOutput,
          } as const,
        ]
      : []),
  ]
  const browser: Stage[] = [
    { name: 'chromium', command: ['node', 'scripts/chromium.ts'], limitMinutes: 9 },
    ...(stories?.manifest.scripts?.build === undefined
      ? []
      : [
          {
            name: 'storybook',
            command: ['npm', 'run', 'build', '-w', stories.manifest.name],
            limitMinutes: 6,
          } as const,
        ]),
    ...(existsSync(join(root, 'storybook/playwright.config.ts'))
      ? [playwright('stories', 'storybook', reports)]
      : []),
  ]
  return [
    ...checkStages(reports, { slow: true }),
    [browser],
    [[playwright('end to end', 'e2e', reports)], background],
  ]
}

function playwright(name: string, folder: string, reports: string): Stage {
  const report = join(reports, `${name}.json`)
  return {
    name,
    command: ['playwright', 'test', '--config', `${folder}/playwright.config.ts`, '--reporter=line,json'],
    environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, NODE_OPTIONS: source },
    limitMinutes: 15,
    count: () => countsOfPlaywright(report),
  }
}
