import {
  AgentChat,
  defineDataViews,
  defineToolViews,
  diffView,
  fileView,
  planView,
  terminalView,
  webResultsView,
} from '@sluice/ui'
import { session } from '../logs/createStory.ts'
import { tools } from '../logs/tools.ts'
import { StoryPage } from '../support/StoryPage.tsx'
import { tellChat } from '../support/tell.tsx'

const meta = { title: 'Chat/Tools' }

export default meta

const toolViews = defineToolViews({
  update_plan: { ...planView, title: 'Plan', isOpen: true },
  list_files: { ...fileView, title: 'List files', isOpen: true },
  read_file: { ...fileView, title: 'Read', isOpen: true },
  run_command: { ...terminalView, title: 'Run', isOpen: true },
  web_search: { ...webResultsView, title: 'Search the web', isOpen: true },
  edit_file: { ...diffView, title: 'Edit' },
})

interface Orders {
  readonly label: string
  readonly points: readonly number[]
}

const isOrders = (value: unknown): value is Orders =>
  typeof value === 'object' && value !== null && 'points' in value && Array.isArray(value.points)

function Bars({ data }: { readonly data: Orders }) {
  const most = Math.max(...data.points)
  return (
    <figure style={{ margin: '0.5rem 0' }}>
      <figcaption style={{ fontSize: '0.8125rem', fontWeight: 600 }}>{data.label}</figcaption>
      <div
        role="img"
        aria-label={data.points.join(', ')}
        style={{
          display: 'flex',
          gap: '0.5rem',
          alignItems: 'end',
          blockSize: '5rem',
          marginBlockStart: '0.5rem',
        }}
      >
        {data.points.map((point, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its position
            key={index}
            style={{
              inlineSize: '2.5rem',
              blockSize: `${(point / most) * 100}%`,
              borderRadius: '0.25rem 0.25rem 0 0',
              background: 'var(--sl-accent)',
            }}
          />
        ))}
      </div>
    </figure>
  )
}

const dataViews = defineDataViews({
  orders: {
    schema: {
      '~standard': {
        validate: (value: unknown) => (isOrders(value) ? { value } : { issues: ['no points'] }),
      },
    },
    Component: Bars,
  },
})

/** Without views: the card for any tool. */
export const WithoutViews = tellChat(tools)

/** With the views of the kit, and data drawn by a component of the application; what does not fit its schema is drawn plainly. */
export const WithViews = {
  render: () => (
    <StoryPage story={tools}>
      <div style={{ blockSize: '100dvh' }}>
        <AgentChat {...session} toolViews={toolViews} dataViews={dataViews} />
      </div>
    </StoryPage>
  ),
  parameters: { layout: 'fullscreen' },
}
