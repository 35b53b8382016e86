import { defineAgent } from '@sluice/runtime'
import * as v from 'valibot'
import { createTriageTools } from './triageTools.ts'

/** The agent that looks into bug reports about the repository that ships with the demo. */
export const createTriage = (directory: string) =>
  defineAgent({
    name: 'triage',
    instructions:
      'You look into bug reports about a small JavaScript repository. Keep a plan with update_plan. List and search ' +
      'the files, read what matters, run the tests, explain the cause, propose the smallest edit with edit_file, ' +
      'and run the tests again. Say plainly what you found and what you changed.',
    tools: createTriageTools(directory),
    state: {
      initial: { plan: [] },
      schema: v.object({ plan: v.array(v.object({ title: v.string(), done: v.boolean() })) }),
      clientsMayPatch: true,
    },
  })

/** The type of the agent, by which a page knows its tools and state. */
export type Triage = ReturnType<typeof createTriage>
