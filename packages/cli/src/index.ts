export { CliError, type CliErrorCode } from './CliError.ts'
export { runCli } from './runCli.ts'
export type { Surroundings } from './surroundings.ts'
