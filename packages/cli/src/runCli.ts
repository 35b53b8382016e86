import { RuntimeError } from '@sluice/runtime'
import { ServerError, StoreError } from '@sluice/server'
import { CliError } from './CliError.ts'
import { printEvents } from './commands/events.ts'
import { exportSession } from './commands/export.ts'
import { importSession } from './commands/import.ts'
import { replaySession } from './commands/replay.ts'
import { startHost } from './commands/start.ts'
import { tailSession } from './commands/tail.ts'
import { help } from './help.ts'
import type { Surroundings } from './surroundings.ts'

type RunCommand = (args: readonly string[], around: Surroundings) => Promise<void>

const explainAll: RunCommand = async (_, around) => around.out(help)

const commands: Readonly<Record<string, RunCommand>> = {
  start: startHost,
  events: printEvents,
  tail: tailSession,
  export: exportSession,
  import: importSession,
  replay: replaySession,
  '--help': explainAll,
  '-h': explainAll,
  help: explainAll,
}

/** Runs one command of the command line. Resolves with the exit code: 0, 1 when it failed, 2 when it was asked wrongly. Never rejects. */
export async function runCli(args: readonly string[], around: Surroundings): Promise<number> {
  const [command, ...rest] = args
  try {
    if (command === undefined) {
      around.err(help)
      return 2
    }
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined
    if (run === undefined)
      throw new CliError('usage', `There is no command ${JSON.stringify(command)}. See sluice --help.`)
    await run(rest, around)
    return 0
  } catch (error) {
    if (around.signal.aborted) return 0
    around.err(explain(error))
    return error instanceof CliError && error.code === 'usage' ? 2 : 1
  }
}

function explain(error: unknown): string {
  const ours = [CliError, RuntimeError, ServerError, StoreError].some(kind => error instanceof kind)
  if (ours && error instanceof Error) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'The port is taken by another program, so the server was not started. Choose another one with --port, or 0 for any that is free.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
