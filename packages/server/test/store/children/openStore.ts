import { openSqliteStore } from '../../../src/index.ts'

// Opens the store of a directory, says so, and ends.
const [directory = ''] = process.argv.slice(2)
const store = await openSqliteStore({ directory })
await store.close()
process.stdout.write('opened\n')
