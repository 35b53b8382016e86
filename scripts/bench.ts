import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { placeRecord, recordOf } from './bench/record.ts'
import { type BenchModule, type BenchRow, rounded } from './bench/report.ts'
import { limitTable, table } from './bench/table.ts'

// Peers and React choose their development build by this when they are first imported.
process.env.NODE_ENV ??= 'production'

const root = resolve(import.meta.dirname, '..')
const benches = new Map(
  globSync(['packages/*/bench/*.ts', 'apps/*/bench/*.ts', 'e2e/bench/*.ts'], { cwd: root })
    .sort()
    .map(path => [basename(path, '.ts'), path]),
)

const name = process.argv[2]
const path = name === undefined ? undefined : benches.get(name)
if (name === undefined || path === undefined) {
  if (name !== undefined) console.error(`There is no bench named "${name}".`)
  console.log(
    'Run one with: npm run bench -- <name>. With --record its numbers are written to docs/benchmarks.md.\n',
  )
  console.log(table([...benches].map(([bench, file]) => ({ bench, file }))))
  process.exit(name === undefined ? 0 : 1)
}

const bench = (await import(pathToFileURL(resolve(root, path)).href)) as BenchModule
const report = await bench.run()
console.log(`\n${table(report.results)}\n`)
if (report.limits.length > 0) console.log(`${limitTable(report.limits)}\n`)
const { peers, limits } = report
console.log(JSON.stringify({ bench: name, peers, results: report.results.map(roundedRow), limits }))
if (process.argv.includes('--record')) {
  const document = resolve(root, 'docs/benchmarks.md')
  writeFileSync(document, placeRecord(readFileSync(document, 'utf8'), name, recordOf(report)))
}
process.exit(limits.every(limit => limit.ok) ? 0 : 1)

function roundedRow(row: BenchRow): BenchRow {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'number' ? rounded(value) : value,
    ]),
  )
}
