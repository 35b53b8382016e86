import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'

/** How Playwright starts the browser of this machine. */
export interface ChromiumLaunch {
  readonly executablePath: string
  readonly args: string[]
}

/** Chromium calls home when it starts; tests and benches must see no traffic but their own. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
]

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * Finds a Chromium that starts: the one that `SLUICE_CHROMIUM` names, one of the system, or Playwright's. Installs one when there is none: from
 * Debian's packages as root, otherwise Playwright's. Returns its path.
 */
export function ensureChromium(): string {
  const named = process.env.SLUICE_CHROMIUM
  if (named !== undefined && named !== '') {
    if (starts(named)) return named
    throw new Error(
      `SLUICE_CHROMIUM names ${named}, which does not start, so no page can be tested. Correct it, or unset it to have one found.`,
    )
  }
  const found = findChromium()
  if (found !== null) return found
  install()
  const installed = findChromium()
  if (installed !== null) return installed
  throw new Error(
    'No Chromium was found and none could be installed, so no page can be tested. ' +
      'Install Chromium or Google Chrome and name it in SLUICE_CHROMIUM.',
  )
}

/** Returns what Playwright's `launch` and `use.launchOptions` need to start the Chromium of this machine. */
export function chromiumLaunch(): ChromiumLaunch {
  // Chromium's sandbox refuses to run as root.
  const isRoot = process.getuid?.() === 0
  return { executablePath: ensureChromium(), args: isRoot ? [...quiet, '--no-sandbox'] : quiet }
}

function findChromium(): string | null {
  return [...systemPaths, chromium.executablePath()].find(path => existsSync(path) && starts(path)) ?? null
}

/** Some distributions put a script at the path that only tells how to install the browser. */
function starts(path: string): boolean {
  return spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0
}

function install(): void {
  if (process.getuid?.() === 0 && isDebian()) {
    run('apt-get', ['update'])
    run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'])
    return
  }
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
  run(process.execPath, [cli, 'install', 'chromium'])
}

function isDebian(): boolean {
  const release = '/etc/os-release'
  return existsSync(release) && /^ID=debian$/m.test(readFileSync(release, 'utf8'))
}

function run(program: string, args: readonly string[]): void {
  console.log(`Installing Chromium: ${program} ${args.join(' ')}`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(program, args, { stdio: 'inherit', env: environment, timeout: 8 * 60_000 })
}

if (import.meta.main) console.log(ensureChromium())
