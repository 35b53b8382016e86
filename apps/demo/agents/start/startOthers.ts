import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { RuntimeError } from '@sluice/runtime'
import { builtTo, pages } from './buildPages.ts'
import type { OtherServer } from './settings.ts'

/** Servers of others that were started. */
export interface Others {
  /** The folder with the list of all servers, which the page has its switch from. */
  readonly folder: string
  /** Their addresses by name. */
  readonly urls: Readonly<Record<string, string>>
  /** Writes the list, with our own address. */
  list(own: string): void
  /** Ends their processes. */
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('../../../../e2e/backends/serve.ts', import.meta.url))

/** What has to be installed for each; none of it comes with Sluice. */
const packages: Readonly<Record<OtherServer, readonly string[]>> = {
  flue: ['@flue/runtime', '@hono/node-server'],
  cloudflare: ['agents', '@cloudflare/ai-chat', 'wrangler'],
}

const isInstalled = (name: string): boolean => {
  try {
    return findPackageJSON(name, import.meta.url) !== undefined
  } catch {
    return false
  }
}

function check(names: readonly OtherServer[]): void {
  const missing = names.flatMap(name => packages[name]).filter(name => !isInstalled(name))
  if (missing.length === 0 && existsSync(program)) return
  throw new RuntimeError(
    'bad-setting',
    `The servers of --with need packages that are for development only, and are not there: ${missing.join(', ') || program}. Install them with npm ci (without --omit=dev), or start without --with.`,
  )
}

/** Starts servers of others on free ports, with a model that follows a script, in a process of their own that ends with this one. */
export async function startOthers(names: readonly OtherServer[], directory: string): Promise<Others> {
  check(names)
  const folder = join(directory, 'backends')
  const page = pages.find(({ name }) => name === 'demo')
  mkdirSync(folder, { recursive: true })
  const child = spawn(
    process.execPath,
    ['--conditions=@sluice/source', program, folder, page ? builtTo(page) : '', ...names],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const urls: Record<string, string> = {}
  for await (const line of createInterface(child.stdout)) {
    const [name = '', url = ''] = line.split(' ')
    urls[name] = url
    if (Object.keys(urls).length === names.length) break
  }
  child.stdout.resume()
  if (Object.keys(urls).length < names.length)
    throw new RuntimeError(
      'bad-setting',
      'A server of --with did not start; what it said is above. Start without --with, or mend it.',
    )
  return {
    folder,
    urls,
    list: own =>
      writeFileSync(
        join(folder, 'backends.json'),
        JSON.stringify({
          sluice: `${own}/`,
          ...Object.fromEntries(names.map(name => [name, `${urls[name]}/?backend=${name}`])),
        }),
      ),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}
