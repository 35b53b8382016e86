import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDirectory, type StoreError } from '../../src/index.ts'
import { type Child, startChild } from './startChild.ts'

let directory = ''
const children: Child[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-lock-'))
})

afterEach(async () => {
  for (const child of children) child.signal('SIGKILL')
  await Promise.all(children.splice(0).map(child => child.ended()))
  await rm(directory, { recursive: true })
})

async function startHolder(): Promise<Child> {
  const child = startChild('holdDirectory.ts', [directory], ['--expose-gc'])
  children.push(child)
  await child.written(1)
  return child
}

const refusalOf = (lock: () => unknown): StoreError => {
  try {
    lock()
  } catch (cause) {
    return cause as StoreError
  }
  throw new Error('The directory could be locked.')
}

test('[S5] A second process is told who holds the directory', async () => {
  const holder = await startHolder()
  expect(holder.lines).toEqual(['locked'])
  const second = await startHolder()
  await second.ended()
  expect(second.lines[0]).toMatch(/^held /)
  expect(second.lines[0]).toContain(`Process ${holder.pid} on ${hostname()}, since 20`)
  expect(second.lines[0]).toContain(directory)
})

test('[S5] A stopped process keeps its directory', async () => {
  const holder = await startHolder()
  holder.signal('SIGSTOP')
  const refusal = refusalOf(() => lockDirectory(directory))
  expect(refusal).toMatchObject({ name: 'StoreError', code: 'held' })
  expect(refusal.message).toContain(String(holder.pid))
})

test('[S5] A killed process leaves its directory to the next', async () => {
  const holder = await startHolder()
  holder.signal('SIGKILL')
  await holder.ended()
  const lock = lockDirectory(directory)
  expect(lock.holder).toMatchObject({ pid: process.pid, host: hostname() })
  expect(refusalOf(() => lockDirectory(directory)).message).toContain(`Process ${process.pid} on`)
  lock.release()
})

test('[S5] A directory that was let go can be held again, also by the same process', () => {
  const first = lockDirectory(directory)
  first.release()
  first.release()
  lockDirectory(directory).release()
})

test('[S5] A directory whose holder has not said who it is is held all the same', async () => {
  const lock = lockDirectory(directory)
  await writeFile(join(directory, 'holder.json'), '{"pid":')
  expect(refusalOf(() => lockDirectory(directory)).message).toMatch(/^Another process holds the directory/)
  lock.release()
})

test('[S5] A directory that cannot be written to is refused with the reason', async () => {
  await writeFile(join(directory, 'file'), '')
  const refusal = refusalOf(() => lockDirectory(join(directory, 'file', 'inside')))
  expect(refusal).toMatchObject({ code: 'failed', message: expect.stringContaining('cannot be locked') })
})
