/** What the command line needs of the process that it runs in. [X1] */
export interface Surroundings {
  /** Writes a line to standard output. */
  out(line: string): void
  /** Writes a line to standard error. */
  err(line: string): void
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder that paths are relative to. */
  readonly folder: string
  readonly fetch: typeof fetch
  /** Reads a text file; rejects as the file system does. */
  readFile(path: string): Promise<string>
  /** Writes a text file, whole or not at all. */
  writeFile(path: string, text: string): Promise<void>
  /** Whether standard output is a screen that shows colours. */
  readonly hasColours: boolean
  /** Waits; rejects when the signal aborts. */
  sleep(delayMs: number): Promise<void>
  /** Aborts when the user wants to end the command. */
  readonly signal: AbortSignal
}
