import type { Event } from '@sluice/protocol'
import { add, need, type Reducer, remove } from '../draft.ts'
import { fail } from '../impossible.ts'
import { sum } from './step.ts'
import { editCall, peekCall } from './tool.ts'

/** Notes that a call opened a session of its own. [R9] */
export const reduceSubsessionOpened: Reducer<Event<'subsession.opened'>> = (draft, event, { at }) => {
  const { subsession: id, agent, call, depth } = event
  const opener = peekCall(draft, call) ?? fail(`the call ${call} is not open`)
  if (opener.subsessions.some(child => child.id === id)) fail(`${id} was opened before`)
  add(draft, 'subsessions', { id, agent, call, depth, openedAt: at })
  editCall(draft, call).subsessions = [...opener.subsessions, { agent, id }]
}

/** Takes what a child used into account, once; the call that opened it may go on. */
export const reduceSubsessionSettled: Reducer<Event<'subsession.settled'>> = (draft, event) => {
  const { view } = draft
  const { call } = need(draft, 'subsessions', event.subsession)
  remove(draft, 'subsessions', event.subsession)
  // Its code goes on with what the child said, which the log says before it does.
  if (peekCall(draft, call)?.status === 'running') editCall(draft, call).status = 'ready'
  const { totals } = view
  if (event.usage) view.totals = { ...totals, subsessions: sum(totals.subsessions, event.usage) }
}
