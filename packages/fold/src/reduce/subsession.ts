import { add, type Reducers, take } from '../draft.ts'
import { failTwice } from '../impossible.ts'
import { sum } from './step.ts'
import { editCall, needCall, peekCall } from './tool.ts'

/** How the events of the family `subsession` change a view. */
export const subsessionReducers: Reducers<'subsession'> = {
  /** Notes that a call opened a session of its own. [R9] */
  'subsession.opened': (draft, event, { at }) => {
    const { subsession: id, agent, call, depth } = event
    const opener = needCall(draft, call)
    if (opener.subsessions.some(child => child.id === id)) failTwice(id)
    add(draft, 'subsessions', { id, agent, call, depth, openedAt: at })
    editCall(draft, call).subsessions = [...opener.subsessions, { agent, id }]
  },
  /** Takes what a child used into account, once; the call that opened it may go on. */
  'subsession.settled': (draft, event) => {
    const { view } = draft
    const { call } = take(draft, 'subsessions', event.subsession)
    // Its code goes on with what the child said, which the log says before it does.
    if (peekCall(draft, call)?.status === 'running') editCall(draft, call).status = 'ready'
    const { totals } = view
    if (event.usage) view.totals = { ...totals, subsessions: sum(totals.subsessions, event.usage) }
  },
}
