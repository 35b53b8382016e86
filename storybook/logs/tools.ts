import { createStory, type Story } from './createStory.ts'

/** A call of each kind of tool that the kit has a view for, and data of the application. */
export function tools(): Story {
  const story = createStory()
  story.say('Find out why the tests fail, and show me what the orders look like.')
  story.step('s1')
  story.stream('text', 't1', 'I make a plan, look around, and run the tests.')
  story.call('update_plan', 'plan', {
    plan: [
      { title: 'Read the failing test', done: true },
      { title: 'Look for how others round pages', done: false },
      { title: 'Propose a change', done: false },
    ],
  })
  story.run('plan', { steps: 3 }, 8)
  story.call('list_files', 'list', {})
  story.run('list', ['package.json', 'src/orders.js', 'src/paginate.js', 'test/paginate.test.js'], 12)
  story.call('read_file', 'read', { path: 'src/paginate.js' })
  story.run(
    'read',
    "import { checkSize } from './checkSize.js'\n\nexport function paginate(items, { number = 1, size = 20 } = {}) {\n  checkSize(size)\n  const count = Math.max(1, Math.floor(items.length / size))\n  return { count, items: items.slice((number - 1) * size, number * size) }\n}\n",
    14,
  )
  story.call('run_command', 'test', { command: 'npm test -- paginate' })
  story.run(
    'test',
    {
      stdout:
        '▶ paginate\n  ✔ gives the first page (1.2 ms)\n  ✔ refuses a size below one (0.3 ms)\n  ✖ gives the last page (0.8 ms)\n\nAssertionError: 4 !== 5',
      stderr: '',
      exitCode: 1,
    },
    2_340,
  )
  story.call('web_search', 'web', { query: 'round up page count integer division' })
  story.run(
    'web',
    {
      results: [
        {
          title: 'Math.ceil() – JavaScript',
          url: 'https://developer.example/js/math/ceil',
          snippet: 'Rounds up and returns the smallest integer greater than or equal to a given number.',
        },
        {
          title: 'Counting pages without being off by one',
          url: 'https://blog.example/counting-pages',
          snippet:
            'The number of pages is the number of items divided by the page size, rounded up, and at least one.',
        },
      ],
    },
    620,
  )
  story.call('edit_file', 'edit', {
    path: 'src/paginate.js',
    find: 'Math.floor(items.length / size)',
    replace: 'Math.ceil(items.length / size)',
  })
  story.run('edit', { changed: true }, 9)
  story.append({
    type: 'part.attached',
    message: 's1-message',
    content: {
      kind: 'data',
      part: 'chart',
      name: 'orders',
      data: { label: 'Orders per page', points: [10, 10, 10, 10, 1] },
    },
  })
  story.append({
    type: 'part.attached',
    message: 's1-message',
    content: { kind: 'data', part: 'broken', name: 'orders', data: { label: 'No points' } },
  })
  story.endStep()
  story.endRun()
  return story
}
