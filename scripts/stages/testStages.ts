import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../architecture/files.ts'
import { workspaces } from '../architecture/packages.ts'
import { checkStages } from './checkStages.ts'
import { countsOfOutput, countsOfPlaywright } from './counts.ts'
import type { Phase, Stage } from './runStages.ts'

const source = '--conditions=@sluice/source'

/** The stages of `npm test`: the check, then what is slow. Browsers come last and alone, because they need both cores. */
export function testStages(reports: string): readonly Phase[] {
  const stories = workspaces().find(({ folder }) => folder === 'storybook')
  const build: Stage[] = [
    { name: 'build', command: ['node', source, 'scripts/build.ts'], limitMinutes: 3, count: countsOfOutput },
    {
      name: 'packages',
      command: ['node', source, 'scripts/lintPackages.ts'],
      limitMinutes: 6,
      count: countsOfOutput,
    },
  ]
  if (stories?.manifest.scripts?.build !== undefined) {
    build.push({
      name: 'storybook',
      command: ['npm', 'run', 'build', '-w', stories.manifest.name],
      limitMinutes: 6,
    })
  }
  const simulation: Stage[] = existsSync(join(root, 'scripts/simulate.ts'))
    ? [
        {
          name: 'simulation',
          command: ['node', source, 'scripts/simulate.ts', '--seeds', '2000'],
          limitMinutes: 15,
          count: countsOfOutput,
        },
      ]
    : []
  const browser: Stage[] = [
    { name: 'chromium', command: ['node', 'scripts/chromium.ts'], limitMinutes: 9 },
    ...(existsSync(join(root, 'storybook/playwright.config.ts'))
      ? [playwright('stories', 'storybook', reports)]
      : []),
    playwright('end to end', 'e2e', reports),
  ]
  return [...checkStages(reports, { slow: true }), [build, simulation], [browser]]
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
