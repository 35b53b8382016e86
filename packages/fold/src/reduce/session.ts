import { interruptMessage } from '../close.ts'
import { all, clearOpen, type Reducers, settle } from '../draft.ts'
import { fail } from '../impossible.ts'
import type { Session } from '../view.ts'

const unarchived = ({ archivedAt: _, ...session }: Session): Session => session

/** How the events of the family `session` change a view. */
export const sessionReducers: Reducers<'session'> = {
  /** Makes the session. */
  'session.created': ({ view }, event, envelope) => {
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
  },
  /** Gives the session a title. */
  'session.titled': ({ view }, { title }) => {
    view.session = { ...(view.session as Session), title, titleFrom: null }
  },
  /** Puts the session aside. */
  'session.archived': ({ view }, _event, { at }) => {
    view.session = { ...(view.session as Session), archivedAt: at }
  },
  /** Takes it back. */
  'session.unarchived': ({ view }) => {
    view.session = unarchived(view.session as Session)
  },
  /** Closes what was open where the session was forked, and forgets what waited there. [S14] */
  'session.forked': (draft, { model }, { at }) => {
    const { view } = draft
    for (const message of all(draft, 'messages')) interruptMessage(draft, message, at, 'cut')
    for (const run of all(draft, 'runs')) {
      settle(draft, { ...run, status: 'cut', settledAt: at })
      view.totals = { ...view.totals, runs: view.totals.runs + 1 }
      view.lastOutcome = null
    }
    clearOpen(draft)
    view.session = {
      ...unarchived(view.session as Session),
      createdAt: at,
      ...(model === undefined ? {} : { model }),
    }
  },
}
