#!/usr/bin/env node
import { readFile, rename, writeFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { runCli } from '../runCli.ts'

const ending = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => {
    // The second signal is for somebody in a hurry; the log survives that too.
    if (ending.signal.aborted) process.exit(1)
    ending.abort()
  })
// A reader such as `head` that has seen enough.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await runCli(process.argv.slice(2), {
  out: line => process.stdout.write(`${line}\n`),
  err: line => process.stderr.write(`${line}\n`),
  environment: process.env,
  folder: process.cwd(),
  fetch,
  readFile: path => readFile(path, 'utf8'),
  writeFile: async (path, text) => {
    const draft = `${path}.part`
    await writeFile(draft, text)
    await rename(draft, path)
  },
  hasColours: process.stdout.isTTY && process.stdout.hasColors(),
  sleep: delayMs => setTimeout(delayMs, undefined, { signal: ending.signal }),
  signal: ending.signal,
})
