import { expect, userEvent, waitFor, within } from 'storybook/test'
import { branched, talk, threeDays } from '../logs/conversations.ts'
import { session } from '../logs/createStory.ts'
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
