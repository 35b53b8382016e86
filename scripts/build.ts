import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './architecture/files.ts'
import { publishedInOrder, type Workspace, workspaces } from './architecture/packages.ts'
import { writeRegistry } from './registry/writeRegistry.ts'

/**
 * Builds one package to its `dist`: a module and a declaration for each source file, and its styles. Its dependencies of ours have to be built,
 * because their declarations are read as a user of the packages would read them. Returns what is wrong, one sentence each.
 */
function build({ folder }: Workspace): readonly string[] {
  const from = join(root, folder, 'src')
  const to = join(root, folder, 'dist')
  rmSync(to, { recursive: true, force: true })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', join(folder, 'tsconfig.build.json')], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const path of globSync('**/*.css', { cwd: from })) cpSync(join(from, path), join(to, path))
  return [...(status === 0 ? [] : [stdout]), ...sourcePathsIn(to)]
}

/** TypeScript rewrites the paths of imports, not those in `new URL('./worker.ts', import.meta.url)`. */
function sourcePathsIn(folder: string): readonly string[] {
  return globSync('**/*.js', { cwd: folder })
    .map(path => join(folder, path))
    .filter(path => /new URL\(\s*(['"`])[^'"`]+\.tsx?\1/.test(readFileSync(path, 'utf8')))
    .map(path => `${relative(root, path)} names a file of the source by URL, which is not in dist.`)
}

let failed = 0
const packages = publishedInOrder(workspaces())
for (const one of packages) {
  const problems = build(one)
  if (problems.length > 0) failed += 1
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${one.manifest.name}`)
  for (const problem of problems) console.log(problem)
}
console.log(`✓ ${writeRegistry(join(root, 'packages/ui/dist/registry')).length} files of the registry`)
console.log(`${packages.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
