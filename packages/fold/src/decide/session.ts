import type { Command, Event } from '@sluice/protocol'
import type { View } from '../view.ts'
import { accept, refuse } from './answers.ts'
import type { DecideContext, Decision } from './types.ts'

/** The event that creates the session, as a list, or none when it exists. [S11] */
export function createIfAbsent(
  view: View,
  context: DecideContext,
  more: Partial<Event<'session.created'>> = {},
): Event[] {
  if (view.session !== null) return []
  const { initialState } = context.rules
  return [
    {
      type: 'session.created',
      agent: context.agent,
      owner: context.actor.id,
      ...(initialState === undefined ? {} : { state: initialState }),
      ...more,
    },
  ]
}

/** Creates the session; one that exists stays as it is. */
export function createSession(
  view: View,
  command: Command<'session.create'>,
  context: DecideContext,
): Decision {
  const { title, data } = command
  return accept(
    ...createIfAbsent(view, context, {
      ...(title === undefined ? {} : { title }),
      ...(data === undefined ? {} : { data }),
    }),
  )
}

const change = (view: View, type: 'session.archived' | 'session.unarchived'): Decision =>
  view.session === null
    ? refuse('not-found', 'There is no such session, so nothing was done with it.')
    : accept({ type })

/** Puts the session aside, also one that is: an answer without events is not remembered. [W5] */
export const archiveSession = (view: View): Decision => change(view, 'session.archived')

/** Takes the session back. */
export const unarchiveSession = (view: View): Decision => change(view, 'session.unarchived')

/** The event that takes a session back that was put aside, as a list: whoever says something in it goes on with it. */
export const takeBack = (view: View): Event[] =>
  view.session?.archivedAt === undefined ? [] : [{ type: 'session.unarchived' }]

/** Not a matter of events: whoever keeps the log removes it. [S12] */
export function deleteSession(): Decision {
  return refuse(
    'bad-command',
    'A session is deleted by the server that keeps its log, so nothing was done here.',
  )
}

/** Not a matter of this log alone: whoever keeps the logs copies the other one, and asks {@link decideFork}. [S14] */
export function forkSession(): Decision {
  return refuse(
    'bad-command',
    'A session is forked by the server that keeps its log, so nothing was done here.',
  )
}

/**
 * Gives the session a title, also the one that it has: an answer without events is not remembered, so the command would have an effect if it came
 * once more after another title. [W5]
 */
export function renameSession(
  view: View,
  command: Command<'session.rename'>,
  context: DecideContext,
): Decision {
  if (view.session === null) return accept(...createIfAbsent(view, context, { title: command.title }))
  return accept({ type: 'session.titled', title: command.title })
}
