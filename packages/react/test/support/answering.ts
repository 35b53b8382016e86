import type { Event } from '@sluice/protocol'

/** The session of the tests. */
export const ref = { agent: 'triage', id: 'bug-7' }

/** A session in which an answer is being written. */
export const answering: readonly Event[] = [
  { type: 'session.created', agent: 'triage', owner: 'ann', state: { plan: ['look'], done: 0 } },
  {
    type: 'message.added',
    message: 'm1',
    role: 'user',
    after: null,
    parts: [{ part: 'p1', kind: 'text', text: 'Why?' }],
  },
  { type: 'run.started', run: 'r1', trigger: 'm1' },
  { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
  { type: 'message.added', message: 'm2', role: 'assistant', after: 'm1', run: 'r1', step: 's1' },
  { type: 'part.added', message: 'm2', part: 'p2', kind: 'text' },
]

/** Streams text into the answer. */
export const delta = (from: number, text: string): Event => ({ type: 'part.delta', part: 'p2', from, text })
