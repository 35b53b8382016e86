import { globSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../architecture/files.ts'
import { placeRecord, recordOf } from '../bench/record.ts'
import { atMost } from '../bench/report.ts'

const record = recordOf({
  peers: { ws: '8.21.0' },
  results: [
    { library: 'ours', ms: 1234.5 },
    { library: 'ws', ms: null },
  ],
  limits: [atMost('ours : ws', 1.25, 1)],
})

test('what is recorded of a bench are its peers, its rows and its limits, as Markdown', () => {
  expect(record).toBe(
    [
      'Beside ws 8.21.0.',
      '| library | ms |\n| --- | --: |\n| ours | 1,235 |\n| ws | – |',
      '| limit | value | allowed | held |\n| --- | --: | --: | --- |\n| ours : ws (at most) | 1.25 | 1 | no |',
    ].join('\n\n'),
  )
})

test('a record takes the place of the one before and nothing else', () => {
  const document = '# A\n<!-- bench a -->\n<!-- /bench a -->\n<!-- bench b -->\nold\n<!-- /bench b -->\nend\n'
  const once = placeRecord(document, 'b', 'new')
  expect(once).toBe(
    '# A\n<!-- bench a -->\n<!-- /bench a -->\n<!-- bench b -->\nnew\n<!-- /bench b -->\nend\n',
  )
  expect(placeRecord(once, 'b', 'new')).toBe(once)
  expect(() => placeRecord(document, 'c', 'new')).toThrow('no place for the bench "c"')
})

test('the document has a place for each bench', () => {
  const benches = globSync(['packages/*/bench/*.ts', 'apps/*/bench/*.ts', 'e2e/bench/*.ts'], { cwd: root })
  const document = readFileSync(resolve(root, 'docs/benchmarks.md'), 'utf8')
  for (const path of benches) expect(placeRecord(document, basename(path, '.ts'), record)).toContain(record)
})
