import { AgentChat, mentions, slashCommands } from '@sluice/ui'
import { userEvent, within } from 'storybook/test'
import { talk } from '../logs/conversations.ts'
import { session } from '../logs/createStory.ts'
import { triage } from '../logs/triage.ts'
import { StoryPage } from '../support/StoryPage.tsx'
import { tellChat } from '../support/tell.tsx'

const meta = { title: 'Chat/Composer' }

export default meta

const draft = {
  [`sluice:draft:${session.agent}/${session.id}`]: 'With ten to a page:\n\n- 40 orders are right\n- 41',
}

interface Playing {
  readonly canvasElement: HTMLElement
}

const inputOf = ({ canvasElement }: Playing) => within(canvasElement).findByRole('textbox')

/** Puts files onto the composer as a paste does. */
async function paste(playing: Playing, ...files: readonly File[]): Promise<void> {
  const clipboardData = new DataTransfer()
  for (const file of files) clipboardData.items.add(file)
  const input = await inputOf(playing)
  input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}

const text = (name: string, length: number) => new File(['x'.repeat(length)], name, { type: 'text/plain' })

export const Draft = tellChat(() => talk(1), undefined, { kept: draft })

export const WhileRunning = tellChat(() => triage('testing'), undefined, { kept: draft })

export const Attached = {
  ...tellChat(() => talk(1)),
  play: (playing: Playing) => paste(playing, text('orders-of-march.csv', 48_200), text('notes.md', 912)),
}

export const AttachedTooMuch = {
  render: () => (
    <StoryPage story={() => talk(1)}>
      <div style={{ blockSize: '100dvh' }}>
        <AgentChat {...session} attachments={{ maxBytes: 20_000, maxCount: 2 }} />
      </div>
    </StoryPage>
  ),
  parameters: { layout: 'fullscreen' },
  play: (playing: Playing) =>
    paste(
      playing,
      text('orders-of-the-whole-year-with-every-line.csv', 48_200),
      text('a.md', 12),
      text('b.md', 12),
    ),
}

export const Uploading = {
  ...tellChat(
    () => talk(1),
    page =>
      void Object.assign(page.client, {
        // A way that stands still in the middle.
        request: (_path: string, { onSent }: { onSent?: (bytes: number) => void } = {}) => {
          setTimeout(() => onSent?.(30_000))
          return new Promise(() => {})
        },
      }),
  ),
  play: (playing: Playing) => paste(playing, text('orders-of-march.csv', 48_200)),
}

export const Recalled = {
  ...tellChat(() => talk(3)),
  async play(playing: Playing) {
    const input = await inputOf(playing)
    await userEvent.type(input, '{ArrowUp}{ArrowUp}')
  },
}

const completions = [
  slashCommands([
    { name: 'summary', detail: 'What happened so far', text: 'Summarize what happened so far.' },
    { name: 'new', detail: 'Begin another conversation', run: () => {} },
    { name: 'share', detail: 'Copy the address', run: () => {} },
  ]),
  mentions(query =>
    ['src/paginate.js', 'src/orders.js', 'test/paginate.test.js']
      .filter(name => name.includes(query))
      .map(name => ({ id: name, label: name, text: `@${name}` })),
  ),
]

const completing = (text: string) => ({
  render: () => (
    <StoryPage story={() => triage('done')}>
      <div style={{ blockSize: '100dvh' }}>
        <AgentChat {...session} completions={completions} />
      </div>
    </StoryPage>
  ),
  parameters: { layout: 'fullscreen' },
  async play({ canvasElement }: Playing) {
    await userEvent.type(await within(canvasElement).findByRole('textbox'), text)
    await within(canvasElement).findAllByRole('option')
  },
})

export const SlashCommands = completing('/')
export const Mentions = completing('Look into @pag')
