import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type Agent,
  createHost,
  harnessFromEnvironment,
  type Script,
  secretsOf,
  serve,
} from '@sluice/runtime'
import { CliError } from '../CliError.ts'
import type { Surroundings } from '../surroundings.ts'
import { readArgs } from './readArgs.ts'

/** Runs the agents of a module until the user ends it; open runs go on with the next start. */
export async function startHost(args: readonly string[], around: Surroundings): Promise<void> {
  const { values, positionals } = readArgs(args, {
    port: { type: 'string' },
    host: { type: 'string' },
    data: { type: 'string' },
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0)
    throw new CliError('usage', 'Say which agents: sluice start <agents-file>.')
  const port = portOf(values.port ?? '4280')
  const { agents, script } = await load(resolve(around.folder, file))
  const directory = resolve(around.folder, values.data ?? '.sluice')
  const host = await createHost({
    agents,
    directory,
    harness: harnessFromEnvironment(around.environment, script ?? noScript),
    secrets: secretsOf(around.environment),
  })
  try {
    const { url } = await serve(host, { port, host: values.host ?? '127.0.0.1' })
    around.out(`Sluice is running at ${url}`)
    around.out(`  agents  ${agents.map(agent => agent.name).join(', ')}`)
    around.out(`  data    ${directory}`)
    await ended(around.signal)
  } finally {
    await host.close()
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new CliError('usage', `${JSON.stringify(text)} is no port. Use a whole number from 0 to 65535.`)
}

async function load(path: string): Promise<{ agents: readonly Agent[]; script: Script | null }> {
  const exported = await import(pathToFileURL(path).href).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CliError('usage', `${path} could not be loaded, so there is no agent to run: ${reason}`, {
      cause,
    })
  })
  const values = Object.values(exported as Record<string, unknown>).flat()
  const agents = values.filter(isAgent)
  if (agents.length === 0)
    throw new CliError(
      'usage',
      `${path} exports no agent, so there is nothing to run. Export what defineAgent returns.`,
    )
  const { script } = exported as { script?: unknown }
  return { agents, script: typeof script === 'function' ? (script as Script) : null }
}

function isAgent(value: unknown): value is Agent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'instructions' in value &&
    'definition' in value &&
    'rules' in value
  )
}

const noScript: Script = () => {
  throw new Error(
    'no model is configured and the agents’ file exports no script; set SLUICE_MODEL to provider/model and the key of that provider',
  )
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
