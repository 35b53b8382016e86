import { InboxView, PlanView, StateView, SubsessionsView, TimelineView, UsageView } from '@sluice/ui'
import { createStory, type Story } from '../logs/createStory.ts'
import { delegating, shared } from '../logs/panels.ts'
import { triage } from '../logs/triage.ts'
import { delayed, failed, outcomes, recovered } from '../logs/troubles.ts'
import { StoryPage } from '../support/StoryPage.tsx'
import { tellPart } from '../support/tell.tsx'

const meta = { title: 'Panels/Panels' }

export default meta

/** The same story, some time later. */
const waiting = (story: Story): Story => {
  story.wait(20_000)
  return story
}

export const PlanUnderWay = tellPart(() => triage('approval'), <PlanView />)
export const PlanDone = tellPart(() => triage('done'), <PlanView />)
export const TimelineOfARun = tellPart(() => triage('done'), <TimelineView />)
export const TimelineRunning = tellPart(() => triage('testing'), <TimelineView />)
export const TimelineWaitingForApproval = tellPart(() => waiting(triage('approval')), <TimelineView />)
export const TimelineDelayed = tellPart(delayed, <TimelineView />)
export const TimelineRecovered = tellPart(() => recovered('done'), <TimelineView />)
export const TimelineFailed = tellPart(failed, <TimelineView />)
export const TimelineOfOutcomes = tellPart(outcomes, <TimelineView />)
export const TimelineEmpty = tellPart(createStory, <TimelineView />)
export const State = tellPart(() => triage('testing'), <StateView />)
export const StateOfSeveralWriters = tellPart(shared, <StateView />)
export const StateEmpty = tellPart(() => triage('asked'), <StateView />)
export const Usage = tellPart(() => triage('done'), <UsageView />)
export const UsageNearItsBudget = tellPart(() => triage('done'), <UsageView budget={0.05} />)
export const UsageOverItsBudget = tellPart(() => triage('done'), <UsageView budget={0.01} />)
export const Subsessions = tellPart(delegating, <SubsessionsView onOpen={() => {}} />)
export const SubsessionsEmpty = tellPart(() => triage('asked'), <SubsessionsView />)

const inbox = (story: typeof shared) => ({
  render: () => (
    <StoryPage story={story} hasDirectory>
      <main style={{ maxInlineSize: '44rem', margin: '0 auto', padding: '1.5rem' }}>
        <InboxView onOpen={() => {}} />
      </main>
    </StoryPage>
  ),
})

export const Inbox = inbox(() => triage('approval'))
export const InboxEmpty = inbox(() => triage('done'))
