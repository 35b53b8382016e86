import { type ParseArgsConfig, parseArgs } from 'node:util'
import { CliError } from '../CliError.ts'

/** Takes the arguments of a command apart. Throws `usage` for what it does not know. */
export function readArgs<const O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new CliError('usage', `${reason} See sluice --help.`, { cause })
  }
}
