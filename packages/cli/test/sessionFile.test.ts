import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Envelope, formatSessionFile, parseSessionFile } from '@sluice/protocol'
import { describe, expect, test } from 'vitest'
import { folder, run, startServer } from './runCommand.ts'

const SECRET = 'sk-abcdefghijklmnop'

/** A server with a session in which a secret was said, and where a file of it may be. */
async function startWithSession() {
  const server = await startServer(folder())
  await server.send(`Hi, use ${SECRET} please`)
  const follow = run('events', server.url, 'greeter/one', '--follow')
  await follow.until(() => follow.lines.some(line => line.includes('run.settled')))
  await follow.end()
  return { server, lines: follow.lines, file: join(folder(), 'one.sluice') }
}

test('[P1] a session is exported, imported into another folder, and served there with the same log and content', async () => {
  const { server, lines, file } = await startWithSession()
  const exported = run('export', server.url, 'greeter/one', '--out', file, '--unmasked')
  expect(await exported.code).toBe(0)
  expect(exported.lines[0]).toMatch(new RegExp(`^${file}: ${lines.length} events, [1-9]\\d* blobs$`))
  const nowhere = run('export', server.url, 'greeter/one', '--out', join(file, 'below-a-file'))
  expect(await nowhere.code).toBe(1)
  expect(nowhere.errors).toEqual([expect.stringContaining('could not be written, so nothing was exported')])
  const parsed = await parseSessionFile(await readFile(file, 'utf8'))
  expect(parsed.ok && parsed.value.envelopes).toEqual(lines.map(line => JSON.parse(line) as Envelope))

  const data = folder()
  const imported = run('import', file, '--data', data)
  expect(await imported.code, imported.errors.join('\n')).toBe(0)
  const twice = run('import', file, '--data', data)
  expect(await twice.code).toBe(1)
  expect(twice.errors[0]).toContain('There is a session greeter/one already')
  expect(await run('import', file, '--data', data, '--id', 'two').code).toBe(0)

  const other = await startServer(data)
  for (const name of ['greeter/one', 'greeter/two']) {
    const again = run('events', other.url, name)
    await again.code
    expect(again.lines).toEqual(lines)
  }
  const second = join(folder(), 'again.sluice')
  await run('export', other.url, 'greeter/one', '--out', second, '--unmasked').code
  expect(await readFile(second, 'utf8')).toBe(await readFile(file, 'utf8'))
  await other.send('And on')
  const rest = run(
    'events',
    other.url,
    'greeter/one',
    '--follow',
    '--from',
    JSON.parse(lines.at(-1) ?? '').offset,
  )
  await rest.until(() => rest.lines.some(line => line.includes('run.settled')))
})

test('[P2] what is exported is masked unless told otherwise, and the command says how much', async () => {
  const { server, file } = await startWithSession()
  const exported = run('export', server.url, 'greeter/one', '--out', file, '--mask', 'please')
  expect(await exported.code).toBe(0)
  const text = await readFile(file, 'utf8')
  expect(text).not.toContain(SECRET)
  expect(text).not.toContain('please')
  expect(exported.lines.at(-1)).toMatch(/masked +keys [1-9]\d*, tokens 0, emails 0, please [1-9]/)
  expect((await parseSessionFile(text)).ok).toBe(true)
})

test('[P1] work that was open at the end of a file is not taken up again by the server that it is put on', async () => {
  const { server, lines, file } = await startWithSession()
  const started = lines
    .map(line => JSON.parse(line) as Envelope)
    .find(({ event }) => event.type === 'step.started')
  await run('export', server.url, 'greeter/one', '--out', file, '--to', started?.offset ?? '').code
  const data = folder()
  expect(await run('import', file, '--data', data).code).toBe(0)
  const other = await startServer(data)
  const log = run('events', other.url, 'greeter/one')
  await log.code
  const last = JSON.parse(log.lines.at(-1) ?? '') as Envelope
  expect(last.event).toMatchObject({ type: 'run.settled', outcome: 'stopped' })
})

test('[P1] a file is replayed in the order and up to the offset that are asked for, and a log is tailed alike', async () => {
  const { server, lines, file } = await startWithSession()
  await run('export', server.url, 'greeter/one', '--out', file).code
  const replay = run('replay', file, '--speed', '0')
  expect(await replay.code).toBe(0)
  expect(replay.lines).toHaveLength(lines.length)
  expect(replay.lines[0]).toContain('session.created')
  const tail = run('tail', server.url, 'greeter/one', '--once')
  expect(await tail.code).toBe(0)
  expect(tail.lines.map(line => line.slice(0, 40))).toEqual(replay.lines.map(line => line.slice(0, 40)))
  const begin = run('replay', file, '--speed', '0', '--to', (JSON.parse(lines[2] ?? '') as Envelope).offset)
  await begin.code
  expect(begin.lines).toEqual(replay.lines.slice(0, 3))
})

test('[P1] what a hostile session says cannot move the cursor of a terminal', async () => {
  const file = join(folder(), 'hostile.sluice')
  const actor = { kind: 'person', id: '\u001b[2Jann' } as const
  const event = { type: 'session.created', agent: 'a', owner: 'ann', title: '\u001b]0;owned\u0007\u202e' }
  const offset = '0000000000000001_aaaaaaaa'
  await writeFile(
    file,
    formatSessionFile({ session: { agent: 'a', id: 'b' }, envelopes: [{ offset, at: 1, actor, event }] }),
  )
  const replay = run('replay', file)
  expect(await replay.code).toBe(0)
  expect(replay.lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u)
})

describe('bad files', () => {
  test.for([
    ['a cut one', (text: string) => text.slice(0, text.length / 2), 'The file may have been cut'],
    [
      'one of another version',
      (text: string) => text.replace('sluice.session.1', 'sluice.session.9'),
      'Update',
    ],
    ['something else', () => 'Hello', 'Line 1 of the session file'],
  ] as const)('[P1] %s is refused with the reason, by import and replay', async ([, change, reason]) => {
    const { server, file } = await startWithSession()
    await run('export', server.url, 'greeter/one', '--out', file).code
    await writeFile(file, change(await readFile(file, 'utf8')))
    for (const command of [run('replay', file), run('import', file, '--data', folder())]) {
      expect(await command.code).toBe(1)
      expect(command.errors.join('\n')).toContain(reason)
      expect(command.lines).toEqual([])
    }
  })

  test.for([
    [['export', 'http://127.0.0.1:9'], 2, 'Say which session'],
    [['export', 'http://127.0.0.1:9', 'a/b', '--mask', '('], 2, 'is no regular expression'],
    [['tail'], 2, 'Say which session'],
    [['replay'], 2, 'Say which file'],
    [['replay', 'x', '--speed', 'fast'], 2, 'is no speed'],
    [['replay', 'not-there.sluice'], 1, 'could not be read'],
    [['import'], 2, 'Say which file'],
  ] as const)('says what is wrong with %j', async ([args, code, message]) => {
    const command = run(...args)
    expect(await command.code).toBe(code)
    expect(command.errors.join('\n')).toContain(message)
  })
})
