import { AgentChat, arabic } from '@sluice/ui'
import { session } from '../logs/createStory.ts'
import { release } from '../logs/questions.ts'
import { triage } from '../logs/triage.ts'
import * as troubles from '../logs/troubles.ts'
import { StoryPage } from '../support/StoryPage.tsx'

const meta = { title: 'Chat/Right to left' }

export default meta

const inArabic = (story: () => ReturnType<typeof release>) => ({
  render: () => (
    <StoryPage story={story}>
      <div dir="rtl" lang="ar" style={{ blockSize: '100dvh' }}>
        <AgentChat {...session} messages={arabic} locale="ar" />
      </div>
    </StoryPage>
  ),
  parameters: { layout: 'fullscreen' },
})

export const WaitingForApproval = inArabic(() => triage('approval'))
export const Done = inArabic(() => triage('done'))
export const Form = inArabic(release)
export const Queued = inArabic(troubles.queued)
