import type { Event } from '@sluice/protocol'
import type { Reducer } from '../draft.ts'
import { fail } from '../impossible.ts'
import type { Session } from '../view.ts'

/** Makes the session. */
export const reduceSessionCreated: Reducer<Event<'session.created'>> = ({ view }, event, envelope) => {
  if (view.session !== null) fail('the session was created before')
  const { agent, owner, title = null, data = null, forkedFrom = null, parent = null, state = {} } = event
  view.session = {
    agent,
    owner,
    title,
    titleFrom: null,
    data,
    createdAt: envelope.at,
    forkedFrom,
    parent,
  }
  view.state = state
}

/** Gives the session a title. */
export const reduceSessionTitled: Reducer<Event<'session.titled'>> = ({ view }, { title }) => {
  view.session = { ...(view.session as Session), title, titleFrom: null }
}
