import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const programs = {
  sluice: '../../../server/bench/resume/history.ts',
  flue: './flueHistory.ts',
} as const

/** A server with long logs, in a process of its own. */
export interface HistoryServer {
  readonly url: string
  close(): Promise<void>
}

/** Starts the server; resolves when its logs are written. */
export async function startHistory(name: keyof typeof programs): Promise<HistoryServer> {
  const program = fileURLToPath(new URL(programs[name], import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@sluice/source', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const url of createInterface(child.stdout))
    return {
      url,
      async close() {
        const ended = once(child, 'exit')
        child.stdin.end()
        await ended
      },
    }
  throw new Error('The server ended before its logs were written.')
}
