import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const leavePage = fileURLToPath(new URL('scripts/page/leavePage.ts', import.meta.url))
const conditions = ['@sluice/source']
const inJsdom = ['packages/react', 'packages/ui', 'packages/devtools']
const folders = [
  'packages/protocol',
  'packages/fold',
  'packages/testkit',
  'packages/client',
  'packages/react',
  'packages/ui',
  'packages/devtools',
  'packages/server',
  'packages/runtime',
  'packages/cli',
  'packages/flue-live',
  'apps/demo',
  'apps/console',
  'e2e/simulation',
]

/** One project of unit tests for each package and app, named like its folder, and `house` for the scripts and the architecture. */
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    projects: [...folders, 'scripts'].map(root => ({
      extends: true as const,
      test: {
        name: root === 'scripts' ? 'house' : root.slice(root.indexOf('/') + 1),
        root,
        include: ['test/**/*.test.{ts,tsx}'],
        environment: inJsdom.includes(root) ? 'jsdom' : 'node',
        pool: 'threads' as const,
        // Half of the time was spent on loading what is shared.
        isolate: false,
        setupFiles: inJsdom.includes(root) ? [leavePage] : [],
        testTimeout: 20_000,
      },
    })),
  },
})
