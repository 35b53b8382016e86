import {
  createHost,
  type Host,
  harnessFromEnvironment,
  RuntimeError,
  secretsOf,
  serve,
} from '@sluice/runtime'
import { ServerError, StoreError } from '@sluice/server'
import { createArchive } from '../archive.ts'
import { createCourier } from '../courier.ts'
import { createReview } from '../review.ts'
import { script } from '../script.ts'
import { createTriage } from '../triage.ts'
import { servePages } from './servePages.ts'
import { readSettings } from './settings.ts'
import { startOthers } from './startOthers.ts'

const say = (line: string) => console.log(line)

/** Starts the demo as the environment and the command line ask; ends the process with a sentence when that is not possible. */
export async function startDemo(): Promise<void> {
  await start().catch(fail)
}

async function start(): Promise<void> {
  const settings = readSettings(process.env, process.argv.slice(2))
  const { directory, port, host: address, flushMs } = settings
  const pages = await servePages(settings.pages, say)
  if (settings.buildOnly) return
  const others = settings.others.length > 0 ? await startOthers(settings.others, directory) : null
  const harness = harnessFromEnvironment(process.env, script)
  const host: Host = await createHost({
    agents: [createTriage(directory), ...createReview(directory), createCourier(), createArchive(() => host)],
    directory,
    harness,
    secrets: secretsOf(process.env),
    ...(flushMs === null ? {} : { runLimits: { flushMs } }),
  })
  const server = await serve(host, {
    port,
    host: address,
    pages: { ...pages, ...(others && { '/backends/': others.folder }) },
  }).catch(async (error: unknown) => {
    await Promise.all([host.close(), others?.stop()])
    throw error
  })

  others?.list(server.url)

  let stopping = false
  const stop = (): void => {
    // The second signal is for somebody in a hurry; the log survives that too.
    if (stopping) process.exit(1)
    stopping = true
    say('Stopping. Open runs go on with the next start.')
    Promise.all([server.close(), others?.stop()]).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  stopWithNpm(stop)

  say('Sluice is running.')
  if ('/' in pages) say(`  demo     ${server.url}/`)
  if ('/console/' in pages) say(`  console  ${server.url}/console/`)
  for (const [name, url] of Object.entries(others?.urls ?? {}))
    say(`  ${name.padEnd(11)}${url}/?backend=${name}`)
  say(`  API      ${server.url}/v1/health`)
  say(`  data     ${directory}`)
  const model = await harness.model(null).catch((error: unknown) => error)
  if (model instanceof Error) say(`  model    none: ${model.message}`)
  else if (typeof model === 'object' && model !== null && 'id' in model && 'real' in model)
    say(
      model.real
        ? `  model    ${String(model.id)}`
        : '  model    a script, because no provider has a key; set ANTHROPIC_API_KEY or SLUICE_MODEL',
    )
}

/** npm hands SIGTERM on to a shell and not to what runs in it, which would be left behind. */
function stopWithNpm(stop: () => void): void {
  const parent = process.ppid
  if (process.env.npm_lifecycle_event === undefined) return
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop()
  }, 500)
  watch.unref()
}

function fail(error: unknown): never {
  console.error(explain(error))
  process.exit(1)
}

function explain(error: unknown): string {
  if (error instanceof RuntimeError || error instanceof ServerError || error instanceof StoreError)
    return error.message
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return `${error.message} The options are --no-build, --build-only and --with.`
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'The port is taken by another program, so the server was not started. Set SLUICE_PORT to another one, or to 0 for any that is free.'
  if (error instanceof Error && 'code' in error && error.code === 'EACCES')
    return `The server may not use the port or the directory (${error.message}). Set SLUICE_PORT above 1023 and SLUICE_DATA to a directory of your own.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
