import { InboxView, PlanView, StateView, SubsessionsView, UsageView } from '@sluice/ui'
import { delegating, shared } from '../logs/panels.ts'
import { triage } from '../logs/triage.ts'
import { StoryPage } from '../support/StoryPage.tsx'
import { tellPart } from '../support/tell.tsx'

const meta = { title: 'Panels/Panels' }

export default meta

export const PlanUnderWay = tellPart(() => triage('approval'), <PlanView />)
export const PlanDone = tellPart(() => triage('done'), <PlanView />)
export const State = tellPart(() => triage('testing'), <StateView />)
export const StateOfSeveralWriters = tellPart(shared, <StateView />)
export const StateEmpty = tellPart(() => triage('asked'), <StateView />)
export const Usage = tellPart(() => triage('done'), <UsageView />)
export const UsageNearItsBudget = tellPart(() => triage('done'), <UsageView budget={0.04} />)
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
