import { expect, userEvent, within } from 'storybook/test'
import { choice, release } from '../logs/questions.ts'
import { triage } from '../logs/triage.ts'
import * as troubles from '../logs/troubles.ts'
import { tellChat } from '../support/tell.tsx'

const meta = { title: 'Chat/Approval' }

export default meta

interface Playing {
  readonly canvasElement: HTMLElement
}

export const BeforeATool = tellChat(() => triage('approval'))
export const OfTheRun = tellChat(troubles.plainApproval)
export const WithAForm = tellChat(release)
export const WithAChoice = tellChat(choice)

/** What is wrong is said at each field, and the first of them has the focus. */
export const FormThatIsNotComplete = {
  ...tellChat(release),
  async play({ canvasElement }: Playing) {
    const page = within(canvasElement)
    await page.findByLabelText('Branch')
    await userEvent.click(page.getByText('Send answer'))
    await page.findByText('Give at least 1')
    await expect(page.getByLabelText('Branch')).toHaveFocus()
    await expect(page.getAllByText('Fill this in').length).toBeGreaterThan(1)
  },
}

/** The arguments of a call are edited before it is approved. */
export const EditingTheInput = {
  ...tellChat(() => triage('approval')),
  async play({ canvasElement }: Playing) {
    const page = within(canvasElement)
    await userEvent.click(await page.findByText('Edit input'))
    await page.findByText('Approve with changes')
  },
}
