import { createStory, type Story } from './createStory.ts'

/** The bug report that the stories begin with. */
export const report =
  'With 41 orders and ten to a page, the list says “Page 1 of 4”.\nThe last order is on no page. With 40 orders all is well.'

const files = [
  'README.md',
  'package.json',
  'src/checkSize.js',
  'src/label.js',
  'src/paginate.js',
  'src/search.js',
  'test/label.test.js',
  'test/paginate.test.js',
  'test/search.test.js',
]

const source = `import { checkSize } from './checkSize.js'

/** Cuts a list into pages; a number beyond the last gives the last. */
export function paginate(items, { number = 1, size = 20 } = {}) {
  checkSize(size)
  const count = Math.max(1, Math.floor(items.length / size))
  const page = Math.min(Math.max(1, number), count)
  return { items: items.slice((page - 1) * size, page * size), number: page, count }
}
`

const edit = {
  path: 'src/paginate.js',
  find: 'const count = Math.max(1, Math.floor(items.length / size))',
  replace: 'const count = Math.max(1, Math.ceil(items.length / size))',
}

const titles = [
  'Find where the list is cut',
  'See the bug in a test',
  'Propose the smallest edit',
  'Run the tests again',
]

const plan = (done: number) => ({ plan: titles.map((title, index) => ({ title, done: index < done })) })

function setPlan(story: Story, id: string, done: number): void {
  story.call('update_plan', id, plan(done))
  story.append({ type: 'tool.started', call: id, attempt: 1 })
  story.append({ type: 'state.patched', patch: [{ op: 'add', path: '/plan', value: plan(done).plan }] })
  story.wait(4)
  story.append({ type: 'tool.settled', call: id, outcome: 'completed', output: { json: { steps: 4, done } } })
}

/** How far the story is told. */
export const chapters = [
  'asked',
  'thinking',
  'writing',
  'searching',
  'testing',
  'explaining',
  'proposing',
  'approval',
  'checking',
  'done',
] as const

/** A chapter of the story. */
export type Chapter = (typeof chapters)[number]

const begin =
  'I will first find out where this happens, then see it fail in a test, and only then propose a change. You can follow the **plan** beside this conversation.'

const cause = `The tests confirm the report: one fails today. The cause is in \`paginate\` in \`src/paginate.js\`, where the number of pages is rounded **down**:

- 40 orders fill exactly 4 pages, so nobody notices;
- 41 orders divided by ten give 4.1, which becomes 4, and the fifth page is never offered.

The smallest change is to round up:

\`\`\`diff
-  const count = Math.max(1, Math.floor(items.length / size))
+  const count = Math.max(1, Math.ceil(items.length / size))
\`\`\`

Full pages are counted as before. May I make this change?`

const summary = `**Fixed.** Before the edit one test failed and eleven passed; now all twelve pass.

| Orders | Pages before | Pages now |
|-------:|-------------:|----------:|
| 40 | 4 | 4 |
| 41 | 4 | 5 |
| 0 | 1 | 1 |

1. \`Math.floor\` became \`Math.ceil\` in \`src/paginate.js\`.
2. The line under the list reads the same count, so it is right now without a change.

Searching happens *before* a list is cut and has nothing to do with it. I would release this as a patch.`

const tellings: Record<Chapter, (story: Story) => void> = {
  asked: story => story.say(report),
  thinking(story) {
    story.step('s1')
    story.stream(
      'reasoning',
      'r1',
      'I do not know this repository yet. Before I guess, I should see which files there are, and write down a plan that the user can follow.',
    )
  },
  writing(story) {
    story.stream('text', 't1', begin)
    setPlan(story, 'plan-1', 0)
    story.call('list_files', 'list', {})
    story.endStep()
    story.run('list', files, 6)
  },
  searching(story) {
    story.step('s2')
    story.stream('text', 't2', 'The search points to `src/paginate.js` and its test. I read both now.')
    story.call('grep', 'grep', { text: 'page' })
    story.call('read_file', 'read', { path: 'src/paginate.js' })
    story.endStep()
    story.run(
      'grep',
      [
        {
          path: 'src/paginate.js',
          line: 6,
          text: 'const count = Math.max(1, Math.floor(items.length / size))',
        },
        {
          path: 'src/label.js',
          line: 2,
          text: 'export function label(page) {',
        },
        { path: 'test/paginate.test.js', line: 9, text: "test('the last page may be short', () => {" },
      ],
      18,
    )
    story.run('read', source, 9)
  },
  testing(story) {
    story.step('s3')
    setPlan(story, 'plan-2', 1)
    story.call('run_tests', 'tests', {})
    story.endStep()
    story.append({ type: 'tool.started', call: 'tests', attempt: 1 })
    story.wait(1900)
    story.append({
      type: 'tool.progressed',
      call: 'tests',
      fraction: 0.62,
      text: '8 tests ended, the last: search ignores case',
    })
  },
  explaining(story) {
    story.wait(900)
    story.append({
      type: 'tool.settled',
      call: 'tests',
      outcome: 'completed',
      output: {
        json: {
          passed: 11,
          failed: 1,
          report:
            'ok 1 - an empty list has one page\nok 2 - a full page is one page\nnot ok 3 - the last page may be short\n  expected: 5\n  actual: 4\nok 4 - a number beyond the end gives the last page',
        },
      },
    })
    story.step('s4')
    story.stream('text', 't4', cause)
  },
  proposing(story) {
    setPlan(story, 'plan-3', 2)
    story.call('edit_file', 'edit', edit)
    story.endStep()
  },
  approval(story) {
    const run = Object.keys(story.log.view.open.runs)[0] ?? ''
    story.append({
      type: 'approval.requested',
      approval: 'ask-edit',
      run,
      call: 'edit',
      question: 'May src/paginate.js be changed?',
    })
    story.wait(21_000)
  },
  checking(story) {
    story.append({ type: 'approval.decided', approval: 'ask-edit', decision: 'approved' })
    story.run('edit', { path: edit.path, changed: true }, 12)
    story.step('s5')
    setPlan(story, 'plan-4', 3)
    story.call('run_tests', 'again', {})
    story.endStep()
    story.run('again', { passed: 12, failed: 0 }, 2140)
  },
  done(story) {
    story.step('s6')
    setPlan(story, 'plan-5', 4)
    story.stream('text', 't6', summary)
    story.endStep()
    story.endRun()
  },
}

/** Tells the story up to the end of a chapter. */
export function triage(until: Chapter): Story {
  const story = createStory()
  for (const chapter of chapters.slice(0, chapters.indexOf(until) + 1)) tellings[chapter](story)
  return story
}
