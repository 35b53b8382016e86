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

function bin(path: string): string {
  return join(root, 'node_modules', path)
}

let passed = 0
let failed = 0
for (const one of publishedInOrder(workspaces())) {
  for (const { name, command } of checksOf(one)) {
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    })
    if (status === 0) passed += 1
    else failed += 1
    console.log(`${status === 0 ? '✓' : '✗'} ${one.manifest.name}: ${name}`)
    if (status !== 0) console.log(`${stdout}${stderr}`)
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
