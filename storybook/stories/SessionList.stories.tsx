import type { TestPage } from '@sluice/testkit/react'
import { SessionListView } from '@sluice/ui'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { threeDays } from '../logs/conversations.ts'
import { session } from '../logs/createStory.ts'
import { triage } from '../logs/triage.ts'
import * as troubles from '../logs/troubles.ts'
import { StoryPage } from '../support/StoryPage.tsx'

const meta = { title: 'Panels/Session list' }

export default meta

interface Playing {
  readonly canvasElement: HTMLElement
}

function fill({ server }: TestPage): void {
  const { agent } = session
  server.restore({ agent, id: 'label' }, triage('testing').log)
  server.restore({ agent, id: 'search' }, troubles.failed().log)
  server.restore({ agent, id: 'pages' }, threeDays().log)
  server
    .log({ agent, id: 'label' })
    .command({ type: 'session.rename', title: 'The label counts one page too few' })
  server.log({ agent, id: 'search' }).command({
    type: 'session.rename',
    title: 'Search for “Ünal” finds nothing, neither in upper nor in lower case',
  })
}

const tellList = (isFilled = true) => ({
  render: () => (
    <StoryPage
      story={isFilled ? () => triage('approval') : null}
      then={isFilled ? fill : undefined}
      hasDirectory
    >
      <main className="sluice" style={{ maxInlineSize: '20rem', blockSize: '30rem', padding: '1rem' }}>
        <SessionListView
          agent={session.agent}
          current={session}
          hrefOf={({ id }) => `#${id}`}
          onOpen={() => {}}
          onNew={() => {}}
        />
      </main>
    </StoryPage>
  ),
})

export const Live = tellList()
export const Empty = tellList(false)
export const Renaming = {
  ...tellList(),
  async play({ canvasElement }: Playing) {
    await userEvent.click(await within(canvasElement).findByTitle(/^Rename The label/))
  },
}
/** What was put aside, from where it is taken back. */
export const Archived = {
  ...tellList(),
  async play({ canvasElement }: Playing) {
    const page = within(canvasElement)
    await userEvent.click(await page.findByTitle(/^Archive The label/))
    await waitFor(() => expect(page.queryByText(/^The label/)).toBeNull())
    await userEvent.click(await page.findByText('Archived'))
    await page.findByText(/^The label/)
  },
}
export const NothingFound = {
  ...tellList(),
  async play({ canvasElement }: Playing) {
    await userEvent.type(await within(canvasElement).findByRole('searchbox'), 'returns')
  },
}
