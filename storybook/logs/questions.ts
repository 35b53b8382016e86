import type { Story } from './createStory.ts'
import { triage } from './triage.ts'

function question(text: string, schema: object): Story {
  const story = triage('searching')
  story.append({
    type: 'approval.requested',
    approval: 'question',
    run: Object.keys(story.log.view.open.runs)[0] ?? '',
    question: text,
    schema: schema as never,
    expiresAt: story.log.view.at + 40 * 60_000,
  })
  return story
}

/** A question with a form of every kind of field. */
export const release = (): Story =>
  question('Where shall the fix go, once the tests pass?', {
    type: 'object',
    properties: {
      branch: {
        type: 'string',
        title: 'Branch',
        description: 'It is made when there is none.',
        minLength: 2,
      },
      target: {
        title: 'Release to',
        oneOf: [
          { const: 'staging', title: 'Staging' },
          { const: 'production', title: 'Production' },
        ],
      },
      reviewers: {
        type: 'array',
        title: 'Reviewers',
        items: { enum: ['Ada', 'Grace', 'Edsger', 'Barbara'] },
        minItems: 1,
      },
      percent: {
        type: 'integer',
        title: 'Share of the requests, in percent',
        minimum: 1,
        maximum: 100,
        default: 10,
      },
      notes: { type: 'string', title: 'Notes for the changelog', maxLength: 2000 },
      owner: {
        type: 'object',
        title: 'Who is told',
        properties: {
          email: { type: 'string', format: 'email', title: 'Address' },
          urgent: { type: 'boolean', title: 'At once' },
        },
        required: ['email'],
      },
      links: { type: 'array', title: 'Tickets', items: { type: 'string' }, default: ['ORD-41'] },
    },
    required: ['branch', 'target', 'reviewers', 'percent', 'owner'],
  })

/** A question that one word answers. */
export const choice = (): Story =>
  question('Two files could hold the fix. Which one do you mean?', {
    enum: ['src/paginate.js', 'src/orders/list.js'],
  })
