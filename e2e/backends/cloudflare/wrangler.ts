import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const wrangler = join(
  dirname(createRequire(import.meta.url).resolve('wrangler/package.json')),
  'bin/wrangler.js',
)

/** The program and the arguments that run wrangler. */
export const wranglerCommand = (...args: readonly string[]): readonly [string, readonly string[]] => [
  process.execPath,
  [wrangler, ...args],
]

/** Keeps wrangler off the network and out of the home folder. */
export const wranglerEnvironment = (directory: string): Readonly<Record<string, string>> => ({
  CI: '1',
  NO_COLOR: '1',
  NODE_OPTIONS: '',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_LOG_PATH: join(directory, 'logs'),
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
})

/** What the workers are: the configuration beside this file. */
export const readConfig = (): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'wrangler.json'), 'utf8')) as Readonly<
    Record<string, unknown>
  >
