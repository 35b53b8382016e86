import { expect, test } from '@playwright/test'
import { scenarios } from '../scenarios/all.ts'
import type { Scenario } from '../scenarios/Scenario.ts'
import { buildPages } from './buildPages.ts'
import { playScenario } from './playScenario.ts'
import type { Subject } from './Subject.ts'
import { isAsExpected } from './transcript.ts'

/** Makes a test of each scenario on a server. In the end each page shows what was expected, the server holds the same, and no text was taken back. */
export function defineScenarios(subject: Subject, rule: string, list: readonly Scenario[] = scenarios): void {
  test.describe(`${subject.name}`, () => {
    test.beforeAll(buildPages)
    for (const scenario of list) {
      const { name, title } = scenario
      if (Object.hasOwn(subject.rulesOut, name)) continue
      test(`[${rule}] ${name}: ${title}`, async ({ context }) => {
        const { expected, error, pages, held } = await playScenario(subject, scenario, context)
        if (error || !expected) throw error
        for (const { shown, takenBack } of pages) {
          expect(
            isAsExpected(shown, expected),
            `${shown.join('\n')}\n instead of \n${expected.join('\n')}`,
          ).toBe(true)
          const isHeld = (text: string) => subject.keepsEnds !== false || !text.startsWith('run: ')
          expect(held).toEqual(shown.filter(isHeld))
          if (scenario.mayTakeBack !== true) expect(takenBack).toEqual([])
        }
      })
    }
  })
}
