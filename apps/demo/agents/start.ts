import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// What was compiled once is not compiled again, which halves the time to the first recovered event after a crash. It has to be set before the
// rest is loaded. [R3]
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/sluice-compiled', import.meta.url)))

const { startDemo } = await import('./start/startDemo.ts')
await startDemo()
// Node would write it at its exit, which a crash does not come to.
flushCompileCache()
