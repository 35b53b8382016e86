import type { TestPage } from '@sluice/testkit/react'
import { AgentChat, SessionScope } from '@sluice/ui'
import type { ReactNode } from 'react'
import { type Story, session } from '../logs/createStory.ts'
import { StoryPage, type StoryPageProps } from './StoryPage.tsx'

const suggestions = [
  {
    title: 'The last page is missing',
    text: 'With 41 orders and ten to a page, the list says “Page 1 of 4”. The last order is on no page.',
  },
  { title: 'Search finds nothing in upper case' },
]

/** A story of the whole chat. */
export const tellChat = (
  story: (() => Story) | null,
  then?: (page: TestPage) => void,
  more: Pick<StoryPageProps, 'isWindowed' | 'kept'> = {},
) => ({
  render: () => (
    <StoryPage story={story} {...more} {...(then ? { then } : {})}>
      <div style={{ blockSize: '100dvh' }}>
        <AgentChat {...session} suggestions={suggestions} />
      </div>
    </StoryPage>
  ),
  parameters: { layout: 'fullscreen' },
})

/** A story of parts of it. */
export const tellPart = (story: (() => Story) | null, part: ReactNode) => ({
  render: () => (
    <StoryPage story={story}>
      <SessionScope {...session}>
        <main
          className="sluice"
          style={{ maxInlineSize: '44rem', margin: '0 auto', padding: '1.5rem 1.5rem 1.5rem 3rem' }}
        >
          {part}
        </main>
      </SessionScope>
    </StoryPage>
  ),
})
