import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { runCli } from '@sluice/cli'
import { afterEach, expect } from 'vitest'

const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

/** Runs a command in this process. */
export function run(...args: readonly string[]) {
  const lines: string[] = []
  const errors: string[] = []
  const abort = new AbortController()
  const watchers = new Set<() => void>()
  const note = (list: string[]) => (line: string) => {
    list.push(line)
    for (const watcher of watchers) watcher()
  }
  const code = runCli(args, {
    out: note(lines),
    err: note(errors),
    environment: {},
    folder: import.meta.dirname,
    fetch,
    readFile: path => readFile(path, 'utf8'),
    writeFile: (path, text) => writeFile(path, text),
    hasColours: false,
    sleep: delayMs => setTimeout(delayMs, undefined, { signal: abort.signal }),
    signal: abort.signal,
  })
  const end = async () => {
    abort.abort()
    await code
  }
  ending.push(end)
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!condition()) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
      // A command that ended will not say what is waited for.
      code.then(() => (condition() ? resolve() : reject(new Error(`It ended: ${errors.join('\n')}`))))
    })
  return { lines, errors, code, end, until }
}

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sluice-cli-'))
  ending.push(async () => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Starts the agents of the tests. */
export async function startServer(data: string, port = '0') {
  const server = run('start', 'children/agents.ts', '--port', port, '--data', data)
  await server.until(() => server.lines.length > 0)
  const url = /http:\S+/.exec(server.lines[0] ?? '')?.[0] ?? ''
  const send = async (text: string) => {
    const response = await fetch(`${url}/v1/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        session: { agent: 'greeter', id: 'one' },
        commandId: `c-${Buffer.from(text).toString('hex').slice(0, 40)}`,
        command: { type: 'message.send', parts: [{ kind: 'text', text }] },
      }),
    })
    expect(response.status).toBe(200)
  }
  return { ...server, url, send }
}
