import { type Envelope, parseEnvelope } from '@sluice/protocol'
import { describe, expect, test } from 'vitest'
import { folder, run, startServer } from './runCommand.ts'

const types = (lines: readonly string[]) => lines.map(line => (JSON.parse(line) as Envelope).event.type)

describe('sluice', () => {
  test('starts the agents of a file and prints the log of a session', async () => {
    const server = await startServer(folder())
    await server.send('Hi')
    const follow = run('events', server.url, 'greeter/one', '--follow')
    await follow.until(() => types(follow.lines).includes('run.settled'))
    const once = run('events', server.url, 'greeter/one')
    expect(await once.code).toBe(0)
    expect(once.lines).toEqual(follow.lines)
    for (const line of once.lines) expect(parseEnvelope(JSON.parse(line)).ok).toBe(true)
    expect(types(once.lines).slice(0, 3)).toEqual(['session.created', 'message.added', 'run.started'])
    const last = JSON.parse(once.lines.at(-2) ?? '') as Envelope
    const rest = run('events', server.url, 'greeter/one', '--from', last.offset)
    await rest.code
    expect(rest.lines).toEqual(once.lines.slice(-1))
  })

  test('follows a log over a restart of the server, without a gap or a repetition', async () => {
    const data = folder()
    const first = await startServer(data)
    await first.send('One')
    const follow = run('events', first.url, 'greeter/one', '--follow')
    await follow.until(() => types(follow.lines).includes('run.settled'))
    await first.end()
    await follow.until(() => follow.errors.length > 0)
    const second = await startServer(data, new URL(first.url).port)
    await second.send('Two')
    await follow.until(() => types(follow.lines).filter(type => type === 'run.settled').length === 2)
    const offsets = follow.lines.map(line => (JSON.parse(line) as Envelope).offset)
    expect(offsets).toEqual([...new Set(offsets)].sort())
    const whole = run('events', second.url, 'greeter/one')
    await whole.code
    expect(follow.lines).toEqual(whole.lines)
  })

  test.for([
    [[], 2, 'sluice start <agents-file>'],
    [['constructor'], 2, 'There is no command "constructor"'],
    [['dance'], 2, 'There is no command "dance"'],
    [['start'], 2, 'Say which agents'],
    [['start', 'children/missing.ts'], 2, 'could not be loaded'],
    [['start', 'children/nothing.ts'], 2, 'exports no agent'],
    [['start', 'children/agents.ts', '--port', 'many'], 2, 'is no port'],
    [['start', 'children/agents.ts', '--loud'], 2, '--loud'],
    [['events', 'http://127.0.0.1:9'], 2, 'Say which log'],
    [['events', 'here', 'greeter/one'], 2, 'is no address'],
    [['events', 'http://127.0.0.1:9', 'greeter'], 2, 'names no session'],
    [['events', 'http://127.0.0.1:9', 'greeter/one', '--from', '7'], 2, 'is no offset'],
    [['events', 'http://127.0.0.1:9', 'greeter/one', '--follow'], 1, 'does not answer'],
  ] as const)('says what is wrong with %j', async ([args, code, message]) => {
    const command = run(...args)
    expect(await command.code).toBe(code)
    expect(command.errors.join('\n')).toContain(message)
    expect(command.lines).toEqual([])
  })

  test('says that a session does not exist, and that a directory is held', async () => {
    const data = folder()
    const server = await startServer(data)
    const missing = run('events', server.url, 'greeter/none')
    expect(await missing.code).toBe(1)
    expect(missing.errors[0]).toContain('There is no such')
    const second = run('start', 'children/agents.ts', '--port', '0', '--data', data)
    expect(await second.code).toBe(1)
    expect(second.errors[0]).toContain(`Process ${process.pid}`)
  })

  test('explains itself', async () => {
    const command = run('--help')
    expect(await command.code).toBe(0)
    expect(command.lines[0]).toContain('sluice events <url> <agent>/<id>')
  })
})
