import { build, type Rolldown } from 'vite'
import { expect, test } from 'vitest'

/** What a page reads, folds and lays over needs; the client and the hooks import no more of the two packages. */
const page = `
  export { fold, overlay, parseView, emptyView, findMessage, findPart, findRun, lineOf, newestRun, partsOf, runStatus } from '@sluice/fold'
  export { readServerFrame, isAfter, EVENT_REVISION, SUBPROTOCOL, VIEW_REVISION } from '@sluice/protocol'
`

test('[W1] a page that reads frames and folds them loads no schema library', async () => {
  const entry = `${import.meta.dirname}/page.js`
  const { output } = (await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@sluice/source', 'module', 'browser', 'production'] },
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
    plugins: [
      {
        name: 'page',
        resolveId: id => (id === entry ? id : null),
        load: id => (id === entry ? page : null),
      },
    ],
  })) as Rolldown.RolldownOutput
  const modules = output.flatMap(chunk => (chunk.type === 'chunk' ? Object.entries(chunk.modules) : []))
  const loaded = modules.flatMap(([id, { code }]) => (code ? id : []))
  expect(loaded.some(id => id.endsWith('/fold/src/fold.ts'))).toBe(true)
  expect(loaded.filter(id => id.includes('/node_modules/'))).toEqual([])
})
