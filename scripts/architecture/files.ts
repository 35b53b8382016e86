import { globSync } from 'node:fs'
import { resolve } from 'node:path'

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../..')

const notOurs = /(^|\/)(node_modules|dist|golden|storybook-static|\.sluice[^/]*)(\/|$)/

/** Lists files of the repository by glob, relative to the root, without dependencies and products of the build. */
export function filesOf(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: root, exclude: path => notOurs.test(path) })
    .filter(path => !notOurs.test(path))
    .sort()
}
