import { spawnSync } from 'node:child_process'
import { demoCommand } from './startServer.ts'

/** Builds the pages once before all tests; the servers of the tests serve what is built. */
function buildOnce(): void {
  const [program, args, cwd] = demoCommand('--build-only')
  const { status, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  if (status !== 0) throw new Error(`The pages could not be built, so there is nothing to test.\n${stderr}`)
}

export { buildOnce as default }
