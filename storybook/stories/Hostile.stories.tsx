import { AgentChat, defineToolViews, diffView, fileView, webResultsView } from '@sluice/ui'
import { session } from '../logs/createStory.ts'
import { hostile } from '../logs/hostile.ts'
import { StoryPage } from '../support/StoryPage.tsx'
import { tellChat } from '../support/tell.tsx'

const meta = { title: 'Chat/Hostile' }

export default meta

const toolViews = defineToolViews({
  read_file: { ...fileView, isOpen: true },
  web_search: { ...webResultsView, isOpen: true },
  edit_file: diffView,
})

/** Everything that others can write tries to break out of its place. */
export const WithoutViews = tellChat(hostile)

/** The same through the views of the kit. */
export const WithViews = {
  render: () => (
    <StoryPage story={hostile}>
      <div style={{ blockSize: '100dvh' }}>
        <AgentChat {...session} toolViews={toolViews} />
      </div>
    </StoryPage>
  ),
  parameters: { layout: 'fullscreen' },
}
