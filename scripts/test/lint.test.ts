import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root } from '../architecture/files.ts'

const impure = [
  "import { randomUUID } from 'node:crypto'\nexport const made = randomUUID()",
  "import { setTimeout as wait } from 'node:timers/promises'\nexport const made = wait(1)",
  'export const made = Date.now()',
  'export const made = Date.now',
  'const { now } = Date\nexport const made = now()',
  'export const made = new Date()',
  'export const made = Date()',
  'export const made = performance.now()',
  'export const made = Math.random()',
  'export const made = setTimeout(() => {}, 1)',
  'export const made = { setInterval }',
  'export const made = globalThis.setTimeout',
  'export const made = crypto.randomUUID()',
  'export const made = globalThis.crypto.randomUUID()',
  'export const made = crypto.getRandomValues(new Uint8Array(1))',
]
const unwanted = [
  'export default 1',
  "export * from './other.ts'",
  'export enum Kind {\n  One,\n}',
  'export const made: any = 1',
]
const fine = [
  'export function made(at: number): Date {\n  return new Date(at)\n}',
  'export function made(timers: { setTimeout(): void }): void {\n  timers.setTimeout()\n}',
  'export function made(setTimeout: () => void): void {\n  setTimeout()\n}',
]

const folder = mkdtempSync(join(tmpdir(), 'lint-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the lint refuses clocks, timers and randomness outside edges, and unwanted syntax everywhere', () => {
  const config = JSON.parse(readFileSync(resolve(root, 'biome.json'), 'utf8')) as Record<string, unknown>
  write('biome.json', JSON.stringify({ ...config, vcs: { enabled: false } }))
  cpSync(resolve(root, 'scripts/lint'), join(folder, 'scripts/lint'), { recursive: true })
  const places = ['packages/fold/src', 'packages/fold/src/edge', 'packages/fold/test', 'apps/demo', 'scripts']
  for (const place of places) {
    for (const [index, text] of [...impure, ...unwanted, ...fine].entries())
      write(`${place}/${index}.ts`, `${text}\n`)
  }
  for (const [index, text] of impure.entries()) write(`packages/fold/src/${index}.edge.ts`, `${text}\n`)

  const refused = refusedFiles()

  const numbered = (place: string, from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => `${place}/${from + index}.ts`)
  const last = impure.length + unwanted.length
  expect(refused).toEqual(
    new Set(
      places.flatMap(place => numbered(place, place === 'packages/fold/src' ? 0 : impure.length, last)),
    ),
  )
})

function refusedFiles(): Set<string> {
  const biome = resolve(root, 'node_modules/@biomejs/biome/bin/biome')
  const options = ['lint', '--reporter=json', '--max-diagnostics=none', '--diagnostic-level=error', '.']
  const { stdout } = spawnSync(process.execPath, [biome, ...options], { cwd: folder, encoding: 'utf8' })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { path: string } }[] }
  return new Set(diagnostics.map(({ location }) => location.path))
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
