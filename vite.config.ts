import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const conditions = ['@sluice/source']
const inJsdom = new Set(['react', 'ui', 'devtools'])
const packages = [
  'protocol',
  'fold',
  'testkit',
  'client',
  'react',
  'ui',
  'devtools',
  'server',
  'runtime',
  'cli',
]

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    projects: [
      ...packages.map(name => ({
        extends: true as const,
        test: {
          name,
          root: `packages/${name}`,
          include: ['test/**/*.test.{ts,tsx}'],
          environment: inJsdom.has(name) ? 'jsdom' : 'node',
          testTimeout: 20_000,
        },
      })),
      {
        extends: true as const,
        test: {
          name: 'house',
          root: 'scripts',
          include: ['test/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
        },
      },
    ],
  },
})
