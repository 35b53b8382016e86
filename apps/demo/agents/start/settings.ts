import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { RuntimeError } from '@sluice/runtime'

/** A server of others that the demo can show its chat on, too. */
export type OtherServer = 'flue' | 'cloudflare'

const isOther = (name: string): name is OtherServer => name === 'flue' || name === 'cloudflare'

/** How the demo is started. */
export interface Settings {
  readonly port: number
  readonly host: string
  readonly directory: string
  /** Whether pages are built when they are missing or older than their source, served as they are, or not at all. */
  readonly pages: 'build' | 'built' | 'off'
  /** How long text may wait for more before it is appended, in ms; null for the runtime's own. */
  readonly flushMs: number | null
  /** Servers of others that are started beside ours. */
  readonly others: readonly OtherServer[]
  /** Builds the pages and starts nothing. */
  readonly buildOnly: boolean
}

/** Reads the settings from the environment and the command line. Throws a RuntimeError `bad-setting`. */
export function readSettings(environment: NodeJS.ProcessEnv, args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'no-build': { type: 'boolean', default: false },
      'build-only': { type: 'boolean', default: false },
      with: { type: 'string', default: '' },
    },
  })
  // npm runs scripts of a workspace in its folder; what a person means is the folder they were in.
  const from = environment.INIT_CWD ?? process.cwd()
  const pages = environment.SLUICE_PAGES || 'build'
  if (pages !== 'build' && pages !== 'built' && pages !== 'off')
    throw new RuntimeError(
      'bad-setting',
      `SLUICE_PAGES is ${JSON.stringify(pages)}, which says nothing about the pages. Use build, built or off.`,
    )
  const flush = environment.SLUICE_FLUSH_MS || null
  return {
    port: numberOf('SLUICE_PORT', environment.SLUICE_PORT || '4280', 65_535),
    host: environment.SLUICE_HOST || '127.0.0.1',
    directory: resolve(from, environment.SLUICE_DATA || '.sluice'),
    pages: values['no-build'] && pages === 'build' ? 'built' : pages,
    others: othersOf(values.with),
    buildOnly: values['build-only'],
    flushMs: flush === null ? null : numberOf('SLUICE_FLUSH_MS', flush, 1_000),
  }
}

function othersOf(text: string): readonly OtherServer[] {
  const names = [...new Set(text.split(',').filter(name => name !== ''))]
  const others = names.filter(isOther)
  if (others.length === names.length) return others
  throw new RuntimeError(
    'bad-setting',
    `--with is ${JSON.stringify(text)}, which names a server that the demo does not know. Use flue, cloudflare, or both with a comma between them.`,
  )
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= most) return value
  throw new RuntimeError(
    'bad-setting',
    `${name} is ${JSON.stringify(text)}, which is not a whole number from 0 to ${most}, so the server was not started. Set it to one, or leave it out.`,
  )
}
