import { expect, test } from '@playwright/test'
import { startModel } from '../model/startModel.ts'
import { scenarios } from '../scenarios/all.ts'
import { buildPages } from './buildPages.ts'
import { type ChatPage, openPage } from './openPage.ts'
import type { Subject } from './Subject.ts'
import { startGateway } from './startGateway.ts'
import { isAsExpected } from './transcript.ts'

/** Makes a test of each scenario on a server. In the end each page shows what was expected, the server holds the same, and no text was taken back. */
export function defineScenarios(subject: Subject, rule: string): void {
  test.describe(`${subject.name}`, () => {
    test.beforeAll(buildPages)
    for (const scenario of scenarios) {
      const { name, title } = scenario
      if (Object.hasOwn(subject.rulesOut, name)) continue
      test(`[${rule}] ${name}: ${title}`, async ({ context }) => {
        const model = await startModel()
        const server = await subject.start(model)
        const gateway = await startGateway(server.port, await buildPages())
        const chats: ChatPage[] = []
        try {
          const session = `s-${name.replaceAll(' ', '-')}`
          const expected = await scenario.run({
            server,
            gateway,
            model,
            session,
            newPage: () => context.newPage(),
            open: async () => {
              const chat = await openPage(await context.newPage(), gateway.url, subject.client, session)
              chats.push(chat)
              return chat
            },
          })
          for (const chat of chats.filter(({ page }) => !page.isClosed())) {
            const shown = await chat.transcript()
            expect(
              isAsExpected(shown, expected),
              `${shown.join('\n')}\n instead of \n${expected.join('\n')}`,
            ).toBe(true)
            const isHeld = (text: string) => subject.keepsEnds !== false || !text.startsWith('run: ')
            expect(await server.transcript(session)).toEqual(shown.filter(isHeld))
            if (scenario.mayTakeBack !== true) expect(await chat.takenBack()).toEqual([])
          }
        } finally {
          for (const { page } of chats) await page.close()
          await gateway.close()
          await server.dispose()
          await model.close()
        }
      })
    }
  })
}
