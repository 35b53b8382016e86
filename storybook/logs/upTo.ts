import { createLog } from '@sluice/testkit'
import { type Story, session, startsAt } from './createStory.ts'

/** A story that has come as far as a share of its log, from 0 to 1. */
export function upTo(story: Story, share: number): Story {
  const { envelopes } = story.log
  const log = createLog({ agent: session.agent, startsAt })
  log.take(...envelopes.slice(0, Math.max(1, Math.round(envelopes.length * share))))
  return { ...story, log }
}
