import { defineAgent, defineTool } from '@sluice/runtime'
import * as v from 'valibot'
import { createTriageTools } from './triageTools.ts'

/** The agents that review the sample repository: one that hands each file to a reader and runs the tests meanwhile, and the reader. */
export function createReview(directory: string) {
  const [listFiles, , read, test] = createTriageTools(directory)

  const reviewFile = defineTool({
    name: 'review_file',
    description: 'Hands a file to a reader, in a session of its own, and waits for what they find.',
    parameters: v.object({ path: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) }),
    idempotent: true,
    execute: async ({ path }, context) => {
      const { text } = await context.subsession('reader', `Please read ${path} and say what you find.`, {
        title: `Reads ${path}`,
      })
      return text
    },
  })

  const review = defineAgent({
    name: 'review',
    instructions:
      'You review a small JavaScript repository. List its files, hand each source file to a reader with review_file, all at once, and run the tests ' +
      'meanwhile. Then sum up what the readers found, file by file, and say whether the tests agree.',
    tools: [listFiles, reviewFile, test],
  })
  const reader = defineAgent({
    name: 'reader',
    instructions:
      'You read one file of a JavaScript repository with read_file, and say in a few sentences what in it is fragile.',
    tools: [read],
  })
  return [review, reader] as const
}
