import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './architecture/files.ts'
import { publishedInOrder, type Workspace, workspaces } from './architecture/packages.ts'

interface Check {
  readonly name: string
  readonly command: readonly string[]
}

/** Names the checks of one built package: its manifest, the types of its entries, and that Node can import them from `dist`. */
function checksOf({ folder, manifest }: Workspace): readonly Check[] {
  const entries = Object.keys(manifest.exports ?? {}).map(entry => entry.replace(/^\.\/?/, ''))
  const isModule = (entry: string): boolean => !/\.\w+$/.test(entry)
  const others = entries.filter(entry => !isModule(entry))
  const excluded = others.length === 0 ? [] : ['--exclude-entrypoints', ...others.map(entry => `./${entry}`)]
  return [
    { name: 'publint', command: [bin('publint/src/cli.js'), 'run', folder, '--strict'] },
    {
      name: 'attw',
      command: [
        bin('@arethetypeswrong/cli/dist/index.js'),
        '--pack',
        folder,
        '--profile',
        'esm-only',
        ...excluded,
      ],
    },
    ...entries.filter(isModule).map(entry => {
      const specifier = [manifest.name, entry].filter(part => part !== '').join('/')
      return {
        name: `import ${specifier}`,
        command: ['--input-type=module', '--eval', `await import(${JSON.stringify(specifier)})`],
      }
    }),
  ]
}

/** The declarations of all entries together, as an application reads them that checks the libraries it uses. */
function checkOfTypes(all: readonly Workspace[]): Check {
  const declarations = all.flatMap(({ folder, manifest }) =>
    Object.values(manifest.exports ?? {}).flatMap(entry =>
      typeof entry === 'object' && entry.types !== undefined ? [join(folder, entry.types)] : [],
    ),
  )
  const libraries = ['--skipLibCheck', 'false', '--target', 'es2024', '--lib', 'es2024,dom,dom.iterable']
  const modules = ['--module', 'preserve', '--jsx', 'react-jsx']
  return {
    name: 'declarations',
    command: [
      bin('typescript/bin/tsc'),
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      ...libraries,
      ...modules,
      ...declarations,
    ],
  }
}

function bin(path: string): string {
  return join(root, 'node_modules', path)
}

let passed = 0
let failed = 0
function run(of: string, { name, command }: Check): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status === 0) passed += 1
  else failed += 1
  console.log(`${status === 0 ? '✓' : '✗'} ${of}: ${name}`)
  if (status !== 0) console.log(`${stdout}${stderr}`)
}

const published = publishedInOrder(workspaces())
for (const one of published) for (const check of checksOf(one)) run(one.manifest.name, check)
run('all', checkOfTypes(published))
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
