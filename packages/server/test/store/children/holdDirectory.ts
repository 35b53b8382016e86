import { lockDirectory } from '../../../src/lock/edge/lockDirectory.ts'

// The lock is not kept in a variable: it must hold all the same.
try {
  lockDirectory(process.argv[2] ?? '')
  globalThis.gc?.()
  console.log('locked')
  setInterval(() => globalThis.gc?.(), 20)
} catch (cause) {
  console.log((cause as Error & { code: string }).code, (cause as Error).message)
}
