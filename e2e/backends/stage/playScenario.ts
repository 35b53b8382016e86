import type { BrowserContext } from '@playwright/test'
import { startModel } from '../model/startModel.ts'
import type { Scenario } from '../scenarios/Scenario.ts'
import { buildPages } from './buildPages.ts'
import { type ChatPage, openPage } from './openPage.ts'
import type { Subject } from './Subject.ts'
import { startGateway } from './startGateway.ts'
import type { Transcript } from './transcript.ts'

/** What came of a scenario. */
export interface Played {
  /** What was to be shown; null where the scenario did not come to its end. */
  readonly expected: Transcript | null
  /** Why it did not. */
  readonly error: Error | null
  /** What the pages that are open show in the end, and what they took back. */
  readonly pages: readonly { readonly shown: Transcript; readonly takenBack: readonly string[] }[]
  /** What the server holds. */
  readonly held: Transcript
}

/** Plays a scenario on a server that is started for it, and looks at what is there in the end, also where it failed. */
export async function playScenario(
  subject: Subject,
  scenario: Scenario,
  context: BrowserContext,
): Promise<Played> {
  const model = await startModel()
  const server = await subject.start(model)
  const gateway = await startGateway(server.port, { '/pages/': await buildPages() })
  const chats: ChatPage[] = []
  const session = `s-${scenario.name.replaceAll(' ', '-')}`
  const open = async (client: string): Promise<ChatPage> =>
    openPage(await context.newPage(), gateway.url, client, session)
  let expected: Transcript | null = null
  let error: Error | null = null
  try {
    try {
      expected = await scenario.run({
        server,
        gateway,
        model,
        session,
        newPage: () => context.newPage(),
        open: async () => {
          const chat = await open(subject.client)
          chats.push(chat)
          return chat
        },
        openTheirs: () => open(subject.theirs ?? subject.client),
      })
    } catch (cause) {
      error = cause as Error
    }
    const pages = await Promise.all(
      chats
        .filter(({ page }) => !page.isClosed())
        .map(async chat => ({ shown: await chat.transcript(), takenBack: await chat.takenBack() })),
    )
    return { expected, error, pages, held: await server.transcript(session).catch(() => []) }
  } finally {
    for (const page of context.pages()) await page.close()
    await gateway.close()
    await server.dispose()
    await model.close()
  }
}
