import type { Event } from '@sluice/protocol'
import type { Reducer } from '../draft.ts'

/** Makes the session. */
export const reduceSessionCreated: Reducer<Event<'session.created'>> = ({ view }, event, envelope) => {
  if (view.session !== null) return 'the session was created before'
  view.session = {
    agent: event.agent,
    owner: event.owner,
    title: event.title ?? null,
    titleFrom: null,
    data: event.data ?? null,
    createdAt: envelope.at,
    forkedFrom: event.forkedFrom ?? null,
    parent: event.parent ?? null,
  }
  view.state = event.state ?? {}
  return null
}

/** Gives the session a title. */
export const reduceSessionTitled: Reducer<Event<'session.titled'>> = ({ view }, event) => {
  if (view.session === null) return 'there is no session'
  view.session = { ...view.session, title: event.title, titleFrom: null }
  return null
}
