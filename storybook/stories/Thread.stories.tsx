import { branched, talk, threeDays } from '../logs/conversations.ts'
import { session } from '../logs/createStory.ts'
import * as troubles from '../logs/troubles.ts'
import { tellChat } from '../support/tell.tsx'

const meta = { title: 'Chat/Thread' }

export default meta

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
