import { reports } from './reports.ts'

/** An agent of the demo, as the page introduces it. */
export interface DemoAgent {
  readonly name: string
  /** What it is for, in one or two words. */
  readonly title: string
  /** What is said before its first message. */
  readonly words: { readonly emptyTitle: string; readonly emptyText: string }
  readonly suggestions: readonly { readonly title: string; readonly text: string }[]
}

/** The agents of the demo; the first is the one that a visitor meets. */
export const agents: readonly DemoAgent[] = [
  {
    name: 'triage',
    title: 'Triage',
    words: {
      emptyTitle: 'Report a bug, watch it being fixed',
      emptyText:
        'The agent works on its own copy of a small library: it searches, reads, runs the tests, and asks before it changes anything.',
    },
    suggestions: reports,
  },
  {
    name: 'review',
    title: 'Review',
    words: {
      emptyTitle: 'Have a repository read by several at once',
      emptyText:
        'The agent hands every source file to a reader, each in a session of its own, and runs the tests meanwhile.',
    },
    suggestions: [{ title: 'Review pagekit', text: 'Please review the sources of pagekit.' }],
  },
  {
    name: 'courier',
    title: 'Courier',
    words: {
      emptyTitle: 'Watch work that goes wrong',
      emptyText:
        'The model is busy twice, the address book fails once, and the depot opens after twelve seconds. End the server meanwhile with kill -9, start it again, and the work goes on.',
    },
    suggestions: [
      { title: 'Deliver a parcel', text: 'Please deliver parcel A-17.' },
      { title: 'Report every day', text: 'Please report about parcel R-1 every day.' },
      { title: 'Lose a parcel', text: 'Please lose parcel B-2.' },
    ],
  },
  {
    name: 'archive',
    title: 'Archive',
    words: {
      emptyTitle: 'A conversation of 5,000 messages',
      emptyText:
        'The agent holds it with itself in another session, message by message, and you can watch it grow.',
    },
    suggestions: [{ title: 'Hold 5,000 messages', text: 'Please hold a conversation of 5,000 messages.' }],
  },
]

/** The agent of a name; the first where there is none of it. */
export function agentOf(name: string | null): DemoAgent {
  const first = agents[0]
  const found = agents.find(agent => agent.name === name) ?? first
  if (found === undefined) throw new Error('The demo has no agents, so there is nothing to show.')
  return found
}
