import { existsSync, globSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A page, where its source is and under which path it appears. */
export interface Page {
  readonly name: string
  readonly root: string
  readonly base: string
}

const repository = fileURLToPath(new URL('../../../..', import.meta.url))

/** The pages that are served beside the API. */
export const pages: readonly Page[] = [
  { name: 'demo', root: join(repository, 'apps/demo/page'), base: '/' },
  { name: 'console', root: join(repository, 'apps/console'), base: '/console/' },
]

/** Where a page is built to. */
export function builtTo(page: Page): string {
  return join(page.root, 'dist')
}

/** Whether a page was never built, or something it is made of is newer than the build. */
export function isStale(page: Page): boolean {
  const built = join(builtTo(page), 'index.html')
  if (!existsSync(built)) return true
  const at = statSync(built).mtimeMs
  const sources = [
    ...globSync('packages/*/src/**/*.{ts,tsx,css}', { cwd: repository }).map(path => join(repository, path)),
    ...globSync('**/*.{ts,tsx,css,html,svg}', {
      cwd: page.root,
      exclude: ['dist/**', 'node_modules/**'],
    }).map(path => join(page.root, path)),
    join(repository, 'package-lock.json'),
  ]
  return sources.some(path => statSync(path).mtimeMs > at)
}

/** Builds a page with Vite, by its own configuration where it has one. Two that build at the same time do not see each other's halves. */
export async function buildPage(page: Page): Promise<void> {
  // Loaded only when there is something to build, because a restart after a crash must not wait for it.
  const { build } = await import('vite')
  const configured = ['vite.config.ts', 'vite.config.js'].some(file => existsSync(join(page.root, file)))
  const { default: react } = await import('@vitejs/plugin-react')
  const fresh = join(repository, 'node_modules/.cache/sluice-pages', `${page.name}-${process.pid}`)
  await build({
    root: page.root,
    base: page.base,
    logLevel: 'error',
    build: { outDir: fresh, emptyOutDir: true },
    ...(configured
      ? {}
      : {
          configFile: false as const,
          plugins: [react()],
          resolve: { conditions: ['@sluice/source', 'module', 'browser', 'development|production'] },
        }),
  })
  putInPlace(fresh, builtTo(page))
}

function putInPlace(fresh: string, place: string): void {
  const old = `${fresh}-old`
  for (let left = 5; ; left--) {
    try {
      if (existsSync(place)) renameSync(place, old)
      renameSync(fresh, place)
      rmSync(old, { recursive: true, force: true })
      return
    } catch (error) {
      // Another build has put its own there in between.
      if (left === 0) throw error
      rmSync(old, { recursive: true, force: true })
    }
  }
}
