import { expect, userEvent, waitFor, within } from 'storybook/test'
import { branched, talk, threeDays } from '../logs/conversations.ts'
import { session } from '../logs/createStory.ts'
import { sourced } from '../logs/panels.ts'
import * as troubles from '../logs/troubles.ts'
import { tellChat } from '../support/tell.tsx'

const meta = { title: 'Chat/Thread' }

export default meta

interface Playing {
  readonly canvasElement: HTMLElement
}

const key = `sluice:read:${session.agent}/${session.id}`

export const Days = tellChat(threeDays)
export const Unread = tellChat(() => talk(4), undefined, { kept: { [key]: 'x1-message' } })
export const Branches = tellChat(branched)
export const BranchesWhileRunning = tellChat(() => {
  const story = branched()
  story.say('Then look there first.')
  return story
})
export const OlderHistory = tellChat(() => talk(130), undefined, { isWindowed: true })
export const OlderHistoryThatFails = tellChat(
  () => talk(130),
  page => void Object.assign(page.client, { request: () => Promise.reject(new TypeError('offline')) }),
  { isWindowed: true },
)
export const InterruptedAndSaidAgain = tellChat(() => troubles.recovered('done'))

const rowsOf = ({ canvasElement }: Playing) =>
  canvasElement.querySelectorAll<HTMLElement>('[data-sluice="message"]')

/** A reader who scrolls to the top stays at the row that they see while the rows before it come. */
export const OlderHistoryInFront = {
  ...OlderHistory,
  async play(playing: Playing) {
    await waitFor(() => expect(rowsOf(playing)).toHaveLength(100))
    const viewport = playing.canvasElement.querySelector('[data-sluice="thread-viewport"]')
    const [row] = rowsOf(playing)
    viewport?.scrollTo(0, 0)
    const top = row?.getBoundingClientRect().top ?? 0
    await waitFor(() => expect(rowsOf(playing).length).toBeGreaterThan(100))
    await waitFor(() => expect(row?.getBoundingClientRect().top).toBeCloseTo(top, 0))
  },
}

/** The conversation goes on in another session from its first answer, and leads back to it. */
export const Forked = {
  ...tellChat(() => talk(4)),
  async play(playing: Playing) {
    const page = within(playing.canvasElement)
    await waitFor(() => expect(rowsOf(playing).length).toBeGreaterThan(3))
    await userEvent.click((await page.findAllByTitle('Fork from here'))[1] as HTMLElement)
    await waitFor(() => expect(rowsOf(playing)).toHaveLength(2))
    await waitFor(() => expect(document.activeElement).toHaveAttribute('data-sluice', 'composer-input'))
    await page.findByRole('link', { name: 'Forked from another conversation' })
  },
}

/** The map of keys, which the question mark opens on a message, and not where one writes. */
export const Keys = {
  ...tellChat(() => talk(2)),
  async play(playing: Playing) {
    const page = within(playing.canvasElement)
    const input = await page.findByRole('textbox')
    await userEvent.type(input, 'Why?')
    expect(input).toHaveValue('Why?')
    await userEvent.clear(input)
    expect(page.queryByRole('dialog')).toBeNull()
    await waitFor(() => expect(rowsOf(playing)).toHaveLength(4))
    rowsOf(playing)[3]?.focus()
    await userEvent.keyboard('?')
    await page.findByRole('dialog')
  },
}

/** The first of two answers is chosen, with which the conversation ended then. */
export const FirstBranchChosen = {
  ...tellChat(branched),
  async play(playing: Playing) {
    const page = within(playing.canvasElement)
    await userEvent.click((await page.findAllByTitle('Previous version'))[0] as HTMLElement)
    await page.findByText('1 of 2')
    expect(page.queryByText(/^Twenty by default/)).toBeNull()
  },
}

/** A message is being said again in other words. */
export const Editing = {
  ...tellChat(branched),
  async play({ canvasElement }: Playing) {
    const [first] = await within(canvasElement).findAllByTitle('Edit and send again')
    first?.click()
  },
}

/** Of 800 messages a page that stands at the end holds the newest; an address leads to each, only those near the viewport are in the page, and what is selected stays so. */
export const Long = {
  ...tellChat(() => talk(400)),
  async play(playing: Playing) {
    await waitFor(() => expect(rowsOf(playing).length).toBeGreaterThan(0))
    const page = within(playing.canvasElement)
    const viewport = playing.canvasElement.querySelector<HTMLElement>('[data-sluice="thread-viewport"]')
    await waitFor(() => {
      const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = viewport ?? {}
      expect(scrollHeight - clientHeight - scrollTop).toBeLessThan(2)
    })
    const text = [...playing.canvasElement.querySelectorAll('[data-sluice="markdown"] > p')].at(-9)
    if (text) document.getSelection()?.selectAllChildren(text)
    const selected = document.getSelection()?.toString()
    await expect(selected).toBeTruthy()
    location.hash = '#message-x200-message'
    await waitFor(() => expect(playing.canvasElement.querySelector('[data-row-marked]')).not.toBeNull())
    await waitFor(() => expect(rowsOf(playing).length).toBeLessThan(60))
    const marked = playing.canvasElement.querySelector<HTMLElement>('[data-row-marked]')
    await waitFor(() => expect(Math.abs((marked?.getBoundingClientRect().top ?? 999) - 16)).toBeLessThan(40))
    history.replaceState(null, '', location.pathname + location.search)
    await page.findByText('Jump to latest')
    await expect(document.getSelection()?.toString()).toBe(selected)
    document.getSelection()?.removeAllRanges()
  },
}

/** Older history comes in front, page after page, until the thread is a long one; what is read stays where it is. */
export const OlderHistoryOfALongThread = {
  ...tellChat(() => talk(300), undefined, { isWindowed: true }),
  async play(playing: Playing) {
    await waitFor(() => expect(rowsOf(playing)).toHaveLength(100))
    const find = (selector: string) => playing.canvasElement.querySelector<HTMLElement>(selector)
    const viewport = find('[data-sluice="thread-viewport"]')
    const place = (id: string) => {
      const row = find(`#${id}`)
      return { position: Number(row?.ariaPosInSet), top: row?.getBoundingClientRect().top ?? Number.NaN }
    }
    for (let turn = 0; turn < 30 && find('[data-sluice="thread-older"]'); turn++) {
      viewport?.scrollTo(0, 0)
      await new Promise(resolve => requestAnimationFrame(resolve))
      const shown = [...rowsOf(playing)].find(row => row.getBoundingClientRect().bottom > 0)
      // A page that came just now has moved what is read away from the top.
      if (!shown || viewport?.scrollTop !== 0) continue
      const before = place(shown.id)
      await waitFor(() => expect(place(shown.id).position).toBeGreaterThan(before.position))
      await waitFor(() => expect(Math.abs(place(shown.id).top - before.top)).toBeLessThan(2))
    }
    await expect(find('[data-sluice="thread-older"]')).toBeNull()
    await expect(rowsOf(playing).length).toBeLessThan(100)
  },
}

export const Sources = tellChat(sourced)

/** The search of a short conversation. */
export const FindInSight = {
  ...tellChat(() => talk(3)),
  async play(playing: Playing) {
    await waitFor(() => expect(rowsOf(playing)).toHaveLength(6))
    await userEvent.keyboard('{Control>}f{/Control}')
    const page = within(playing.canvasElement)
    await userEvent.type(await page.findByRole('searchbox'), 'page zero{Enter}')
    await page.findByText('1 of 1')
    await waitFor(() => expect(playing.canvasElement.querySelector('[data-row-marked]')).not.toBeNull())
  },
}

/** The search finds what is not in the page, and goes there. */
export const Find = {
  ...tellChat(() => talk(400)),
  async play(playing: Playing) {
    await waitFor(() => expect(rowsOf(playing).length).toBeGreaterThan(0))
    await userEvent.keyboard('{Control>}f{/Control}')
    const input = await within(playing.canvasElement).findByRole('searchbox')
    await userEvent.type(input, 'page zero')
    await userEvent.keyboard(
      '{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}',
    )
    await waitFor(() => expect(playing.canvasElement.querySelector('[data-row-marked]')).not.toBeNull())
    await expect(input).toHaveFocus()
  },
}
