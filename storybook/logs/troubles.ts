import { createStory, type Story } from './createStory.ts'
import { report, triage } from './triage.ts'

/** The model is writing, in the middle of a word. */
export function midWord(): Story {
  const story = triage('searching')
  story.step('s3')
  story.stream(
    'text',
    't3',
    'The cause is in `paginate`: it rounds the number of pages **down**, so the last pa',
    {
      open: true,
    },
  )
  return story
}

/** The arguments of a call are being written. */
export function argumentsStream(): Story {
  const story = triage('explaining')
  story.call(
    'edit_file',
    'edit',
    {
      path: 'src/paginate.js',
      find: 'const count = Math.max(1, Math.floor(items.length / size))',
      replace:
        'const full = Math.floor(items.length / size)\nconst rest = items.length % size > 0 ? 1 : 0\nconst count = Math.max(1, full + rest)\nreturn { count, full }',
    },
    { open: true },
  )
  return story
}

/** The model thinks. */
export function thinking(): Story {
  const story = createStory()
  story.say(report)
  story.step('s1')
  story.stream('reasoning', 'r1', 'The report names 41 orders and ten to a page. Division gives 4.1', {
    open: true,
  })
  return story
}

/** The process ended in the middle of a word; the next one says it again. */
export function recovered(until: 'again' | 'done'): Story {
  const story = midWord()
  const run = Object.keys(story.log.view.open.runs)[0] ?? ''
  story.wait(1400)
  story.append({ type: 'run.recovered', run, attempt: 1, reason: 'The process ended.' })
  story.step('s4', 's3-message')
  const text = 'The cause is in `paginate`: it rounds the number of pages **down**, so the last page is lost.'
  story.stream('text', 't4', until === 'again' ? text.slice(0, 40) : text, { open: until === 'again' })
  if (until === 'done') {
    story.endStep()
    story.endRun()
  }
  return story
}

/** The provider refused every attempt. */
export function failed(): Story {
  const story = triage('searching')
  story.step('s3')
  story.append({
    type: 'step.settled',
    step: 's3',
    outcome: 'failed',
    error: { code: 'overloaded', message: 'The provider is overloaded.' },
  })
  story.endRun(
    'failed',
    'The model provider was overloaded in 5 attempts over 2 minutes. Send a message to try again.',
  )
  return story
}

/** A person stopped the run. */
export function stopped(): Story {
  const story = midWord()
  story.endRun('stopped')
  return story
}

/** A model call failed and waits for its next attempt. */
export function delayed(): Story {
  const story = triage('writing')
  story.append({
    type: 'step.started',
    step: 's2',
    run: Object.keys(story.log.view.open.runs)[0] ?? '',
    kind: 'model',
    model: 'claude-sonnet',
  })
  story.append({
    type: 'step.delayed',
    step: 's2',
    attempt: 2,
    until: story.log.view.at + 12_000,
    error: { code: 'overloaded', message: 'The provider is overloaded.' },
  })
  return story
}

/** Two messages wait for the run. */
export function queued(): Story {
  const story = triage('testing')
  story.say('And please look whether the label under the list has the same error.')
  story.say('Do not touch the search.', 'steer')
  return story
}

/** Tool calls that ended in every way there is. */
export function outcomes(): Story {
  const story = createStory()
  story.say('Try every tool once.')
  story.step('s1')
  story.call('read_file', 'completed', { path: 'src/paginate.js' })
  story.call('run_tests', 'failed', { pattern: 'paginate', timeoutMs: 60_000 })
  story.call('edit_file', 'denied', { path: 'src/label.js', find: 'Page', replace: 'Seite' })
  story.call('grep', 'cancelled', { text: 'Math.floor' })
  story.call('deploy', 'unknown', { target: 'staging' })
  story.endStep()
  story.run('completed', 'export function paginate(items) {\n  return items\n}', 14)
  story.append(
    { type: 'tool.started', call: 'failed', attempt: 1 },
    { type: 'tool.started', call: 'failed', attempt: 2 },
  )
  story.wait(60_000)
  story.append({
    type: 'tool.settled',
    call: 'failed',
    outcome: 'failed',
    error: { code: 'timed-out', message: 'The tests did not end within 60 seconds, so they were stopped.' },
  })
  const run = Object.keys(story.log.view.open.runs)[0] ?? ''
  story.append({
    type: 'approval.requested',
    approval: 'ask',
    run,
    call: 'denied',
    question: 'May src/label.js be changed?',
  })
  story.append({
    type: 'approval.decided',
    approval: 'ask',
    decision: 'denied',
    reason: 'Translations have a file of their own.',
  })
  story.append({ type: 'tool.settled', call: 'denied', outcome: 'denied' })
  story.append({ type: 'tool.settled', call: 'cancelled', outcome: 'cancelled' })
  story.append({ type: 'tool.started', call: 'unknown', attempt: 1 })
  story.wait(4_000)
  story.append({
    type: 'tool.settled',
    call: 'unknown',
    outcome: 'unknown',
    error: {
      code: 'interrupted',
      message: 'The process ended while the tool ran. Nobody can tell whether it was deployed.',
    },
  })
  return story
}

/** A person's approval is asked for something that is no tool call, and it expires. */
export function plainApproval(): Story {
  const story = triage('searching')
  story.append({
    type: 'approval.requested',
    approval: 'budget',
    run: Object.keys(story.log.view.open.runs)[0] ?? '',
    question: 'This will read about 400 files and cost around $2.10. Go on?',
    expiresAt: story.log.view.at + 5 * 60_000,
  })
  return story
}

/** Markdown of every kind that a message can have. */
export function markdown(): Story {
  const story = createStory()
  story.say('Show me everything that you can write.')
  story.step('s1')
  story.stream(
    'text',
    't1',
    [
      '# A title',
      'A paragraph with **bold**, *italic*, ~~struck~~ text, `inline code`, a [link](https://example.com/docs) and an address, https://example.com/a?b=c.',
      '## Lists',
      '1. First\n2. Second\n   - nested with `code`\n   - and **bold**\n3. Third',
      '- [x] written down\n- [ ] not yet done',
      '> Said by somebody else,\n> over two lines.',
      '### Code',
      '```ts\nexport function fold(view: View, envelopes: readonly Envelope[]): View {\n  return envelopes.reduce(step, view)\n}\n```',
      '| Event | Writer | Times |\n|---|:-:|--:|\n| `part.delta` | agent | 1,204 |\n| `tool.settled` | host | 12 |',
      '---',
      'An image is not fetched: ![a chart](https://example.com/chart.png). Raw <b>HTML</b> is text.',
    ].join('\n\n'),
  )
  story.endStep()
  story.endRun()
  return story
}
