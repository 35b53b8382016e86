import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('page', import.meta.url))

/** Builds the page as two deployments of an application have it: the same code under other names. Resolves with their folders. */
export function buildPeople(into: string): Promise<readonly string[]> {
  return Promise.all(
    ['first', 'second'].map(async name => {
      const outDir = `${into}/${name}`
      await build({
        root,
        base: './',
        configFile: false,
        logLevel: 'error',
        resolve: { conditions: ['@sluice/source', 'module', 'browser', 'development|production'] },
        build: {
          outDir,
          emptyOutDir: true,
          target: 'es2024',
          rolldownOptions: { output: { chunkFileNames: `assets/[name]-[hash]${name}.js` } },
        },
      })
      return outDir
    }),
  )
}
