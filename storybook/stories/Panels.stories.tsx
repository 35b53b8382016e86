import { PlanView, StateView } from '@sluice/ui'
import { triage } from '../logs/triage.ts'
import { tellPart } from '../support/tell.tsx'

const meta = { title: 'Panels/Plan and state' }

export default meta

export const PlanUnderWay = tellPart(() => triage('approval'), <PlanView />)
export const PlanDone = tellPart(() => triage('done'), <PlanView />)
export const State = tellPart(() => triage('testing'), <StateView />)
export const StateEmpty = tellPart(() => triage('asked'), <StateView />)
