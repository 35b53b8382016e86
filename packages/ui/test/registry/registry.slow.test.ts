// @vitest-environment node
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../../scripts/architecture/files.ts'
import { registryItems } from '../../../../scripts/registry/registryItems.ts'
import { writeRegistry } from '../../../../scripts/registry/writeRegistry.ts'

/** Where packages are found as an application finds them, by the folders above. */
const caches = join(root, 'node_modules/.cache')
mkdirSync(caches, { recursive: true })
const application = mkdtempSync(join(caches, 'registry-'))
afterAll(() => rmSync(application, { recursive: true, force: true }))

const write = (path: string, content: string | object) => {
  mkdirSync(join(application, path, '..'), { recursive: true })
  writeFileSync(join(application, path), typeof content === 'string' ? content : JSON.stringify(content))
}

const run = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: application,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: application },
  })
  return { status, output: `${stdout}${stderr}` }
}

const bin = (path: string) => join(root, 'node_modules', path)

const items = registryItems()
const names = items.map(({ files }) => files[0]?.path.replace(/^sluice\/|\.tsx$/g, '') ?? '')

/** A small Vite application that has the packages, and shadcn set up without a colour of its own to fetch. */
beforeAll(() => {
  const dependencies = Object.fromEntries(
    ['@sluice/ui', '@sluice/react', '@sluice/fold', '@sluice/protocol', 'react'].map(name => [name, '*']),
  )
  write('package.json', { name: 'application', private: true, type: 'module', dependencies })
  write('components.json', {
    style: 'new-york',
    rsc: false,
    tsx: true,
    tailwind: { config: '', css: 'src/index.css', baseColor: '', cssVariables: true },
    aliases: { components: '@/components', utils: '@/lib/utils' },
  })
  write('tsconfig.json', {
    compilerOptions: {
      strict: true,
      jsx: 'react-jsx',
      module: 'ESNext',
      moduleResolution: 'bundler',
      target: 'ES2022',
      lib: ['ES2024', 'DOM', 'DOM.Iterable', 'ESNext.Disposable'],
      types: ['node', 'vite/client'],
      customConditions: ['@sluice/source'],
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
      paths: { '@/*': ['./src/*'] },
    },
    include: ['src'],
  })
  write('index.html', '<div id="root"></div><script type="module" src="/src/main.tsx"></script>')
  write('src/index.css', '')
  write(
    'src/main.tsx',
    [
      "import './index.css'",
      ...names.map(name => `import { ${name} } from './components/${name}'`),
      `export const all = [${names.join(', ')}]`,
      "document.getElementById('root')?.append(String(all.length))",
    ].join('\n'),
  )
  writeRegistry(join(application, 'registry'))
})

test('[K3] shadcn adds every prefab to an application without a network, where it type-checks and builds', {
  timeout: 300_000,
}, () => {
  const files = items.map(({ name }) => `./registry/${name}.json`)
  const added = run(bin('shadcn/dist/index.js'), 'add', ...files, '--yes')
  expect(added, added.output).toMatchObject({ status: 0 })
  const written = names.map(name => readFileSync(join(application, `src/components/${name}.tsx`), 'utf8'))
  expect(written.every(text => text.includes("from '@sluice/ui'"))).toBe(true)
  expect(readFileSync(join(application, 'src/index.css'), 'utf8')).toContain(
    '@import "@sluice/ui/styles.css"',
  )
  const checked = run(bin('typescript/bin/tsc'), '-p', '.')
  expect(checked, checked.output).toMatchObject({ status: 0 })
  write(
    'vite.config.js',
    "export default { resolve: { conditions: ['@sluice/source', 'module', 'browser', 'production'] }, build: { cssTarget: 'chrome123' } }",
  )
  const built = run(bin('vite/bin/vite.js'), 'build', '--logLevel', 'error')
  expect(built, built.output).toMatchObject({ status: 0 })
})
