import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createMcpHandler } from '@modelcontextprotocol/server'
import type { ToolCallPart, View } from '@sluice/fold'
import type { JsonObject } from '@sluice/protocol'
import { createScriptedHarness, type Harness, type Script } from '@sluice/runtime'
import {
  connectMcpServer,
  type McpConnection,
  type McpServerOptions,
  type McpTransport,
} from '@sluice/runtime/mcp'
import { afterEach, describe, expect, test } from 'vitest'
import { createTestHost, helper, ref } from '../support/createTestHost.ts'
import { createToolServer } from '../support/createToolServer.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const child: McpTransport = {
  command: process.execPath,
  args: ['--conditions=@sluice/source', fileURLToPath(new URL('../children/toolServer.ts', import.meta.url))],
  stderr: 'ignore',
}

const keys: (string | undefined)[] = []

/** How many calls of tools the HTTP server answers as if it had never heard of who asks. */
let forgotten = 0

/** Serves MCP over HTTP on loopback. */
async function listen(): Promise<McpTransport> {
  const handler = createMcpHandler(() => createToolServer(() => undefined))
  const server = createServer(async (incoming, outgoing) => {
    keys.push(incoming.headers.authorization)
    const aborted = new AbortController()
    outgoing.on('close', () => aborted.abort())
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
    if (forgotten > 0 && Buffer.concat(chunks).includes('"tools/call"')) {
      forgotten -= 1
      outgoing.writeHead(404).end()
      return
    }
    const response = await handler.fetch(
      new Request(`http://127.0.0.1${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers: new Headers(Object.entries(incoming.headers).map(([key, value]) => [key, String(value)])),
        signal: aborted.signal,
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      }),
    )
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    for await (const piece of response.body ?? []) outgoing.write(piece)
    outgoing.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/mcp`, headers: { authorization: 'Bearer key-of-the-test' } }
}

const transports: readonly (readonly [string, () => Promise<McpTransport>])[] = [
  ['a child process', async () => child],
  ['HTTP', listen],
]

async function connect(where: McpTransport, more: Partial<McpServerOptions> = {}): Promise<McpConnection> {
  const connection = await connectMcpServer({ name: 'test', server: where, ...more })
  closing.push(connection.close)
  return connection
}

const callsOf = (view: View) =>
  view.settled
    .flat()
    .flatMap(entry => (entry.kind === 'message' ? entry.parts : []))
    .filter((part): part is ToolCallPart => typeof part !== 'string' && part.kind === 'tool-call')

type Call = readonly [tool: string, args: JsonObject]

const calling =
  (...calls: readonly Call[]): Script =>
  turns => {
    const since = turns.findLastIndex(turn => turn.role === 'user')
    return turns.slice(since).some(turn => turn.role === 'tool')
      ? [{ text: 'Done.' }]
      : calls.map(([tool, args]) => ({ tool: `test_${tool}`, arguments: args }))
  }

/** Runs an agent that calls tools once. */
async function run(connection: McpConnection, ...calls: readonly Call[]) {
  const host = await createTestHost({
    agents: [helper({ tools: connection.tools })],
    script: calling(...calls),
  })
  await host.send('Go')
  const view = await host.settled()
  expect(view.lastOutcome).toBe('completed')
  expect(host.problems).toEqual([])
  return callsOf(view)
}

describe.each(transports)('the tools of an MCP server over %s', (_, where) => {
  test('[R13] are tools of the agent, with the schema and the answer of the server', async () => {
    const connection = await connect(await where())
    expect(connection.tools.map(tool => tool.name)).toEqual([
      'test_add',
      'test_weather_today',
      'test_fail',
      'test_draw',
      'test_die',
      'test_count',
      'test_learn',
      'test_meta',
    ])
    expect(connection.tools[1]).toMatchObject({
      description: 'The weather',
      parameters: { type: 'object', required: ['city'], properties: { city: { minLength: 2 } } },
      idempotent: false,
    })
    const calls = await run(
      connection,
      ['add', { a: 1, b: 2 }],
      ['weather_today', { city: 'Ulm' }],
      ['draw', {}],
      ['meta', {}],
    )
    expect(calls.map(({ output }) => output)).toEqual([
      { json: '3' },
      { json: { city: 'Ulm', degrees: 21 } },
      { json: 'Here it is:\n[image image/png, 3 bytes, not shown]\n[plan](file:///plan.txt)' },
      { json: `acme/${ref.agent}/${ref.id}/${calls[3]?.id}` },
    ])
  })

  test('[R10][R13] are not called with arguments that do not fit, and fail with what the server says', async () => {
    const connection = await connect(await where())
    const calls = await run(connection, ['weather_today', { city: 'U' }], ['add', { a: 'one' }], ['fail', {}])
    expect(calls.map(({ status, error }) => [status, error?.code])).toEqual([
      ['failed', 'bad-arguments'],
      ['failed', 'bad-arguments'],
      ['failed', 'tool-failed'],
    ])
    expect(calls[2]?.error?.message).toBe('the printer is on fire')
  })

  test('[R4][R13] tell their progress, and are cancelled by a stop', async () => {
    const connection = await connect(await where())
    const host = await createTestHost({
      agents: [helper({ tools: connection.tools })],
      script: calling(['count', {}]),
    })
    await host.send('Go')
    const view = await host.until(now => JSON.stringify(now.open.parts).includes('one of four'))
    expect(Object.values(view.open.parts)).toMatchObject([{ progress: { fraction: 0.25 } }])
    await host.command({ type: 'run.stop', run: Object.keys(view.open.runs)[0] ?? '' })
    expect(callsOf(await host.settled())).toMatchObject([{ status: 'cancelled' }])
    await host.host.idle()
    expect(host.problems).toEqual([])
  })
})

describe('an MCP server', () => {
  test('[R13] that learns and forgets tools is followed: the next model call is offered what is there', async () => {
    const connection = await connect(child)
    const offered: string[][] = []
    const has = (tool: string, is: boolean) =>
      expect.poll(() => connection.tools.some(({ name }) => name === `test_${tool}`)).toBe(is)
    const agent = helper({ toolServers: [connection] })
    const { definition } = agent
    const steps: Script[] = [
      () => [{ tool: 'test_learn', arguments: { tool: 'sing' } }],
      () => [{ tool: 'test_sing', arguments: {} }],
      () => [{ tool: 'test_learn', arguments: { tool: 'sing' } }],
      () => [{ tool: 'test_sing', arguments: {} }],
      () => [{ text: 'Done.' }],
    ]
    const inner = createScriptedHarness({
      script: turns => steps[offered.length - 1]?.(turns) ?? [],
    })
    const harness: Harness = {
      ...inner,
      model: async wanted => {
        // Before each model call is prepared, what the tool before has changed is there.
        await has('sing', offered.length === 1 || offered.length === 2)
        return inner.model(wanted)
      },
      step: request => {
        offered.push(request.tools.map(({ name }) => name).filter(name => name === 'test_sing'))
        return inner.step(request)
      },
    }
    const host = await createTestHost({ agents: [agent], harness })
    await host.send('Go')
    const view = await host.settled()
    expect(offered).toEqual([[], ['test_sing'], ['test_sing'], [], []])
    expect(
      callsOf(view).map(({ tool, status, output, error }) => [tool, status, output ?? error?.code]),
    ).toEqual([
      ['test_learn', 'completed', { json: 'learnt' }],
      ['test_sing', 'completed', { json: 'sing it is' }],
      ['test_learn', 'completed', { json: 'forgotten' }],
      ['test_sing', 'failed', 'unknown-tool'],
    ])
    expect(agent.definition).toBe(definition)
    expect((await host.events('run.started'))[0]?.definition).toBe(definition)
  })

  test('[R10][R13] that has lost a tool has its recorded call settled as failed', async () => {
    const connection = await connect(child)
    const server = { tools: connection.tools }
    const host = await createTestHost({
      agents: [helper({ toolServers: [server], tools: [] })],
      script: calling(['die', {}]),
    })
    const inner = connection.tools.filter(({ name }) => name !== 'test_die')
    host.host.hub.onCommit(({ envelopes }) => {
      if (envelopes.some(({ event }) => event.type === 'tool.called')) server.tools = inner
    })
    await host.send('Go')
    expect(callsOf(await host.settled())).toMatchObject([
      { status: 'failed', error: { code: 'unknown-tool' } },
    ])
  })

  test('[R13] that was away is listed anew when it is back', async () => {
    const connection = await connect(child)
    const before = connection.tools
    await run(connection, ['die', {}])
    expect(connection.tools).toBe(before)
    await run(connection, ['add', { a: 1, b: 1 }])
    expect(connection.tools).not.toBe(before)
    expect(connection.tools.map(({ name }) => name)).toEqual(before.map(({ name }) => name))
  })

  test('[R13] that dies fails the call, and is started again by the next', async () => {
    const connection = await connect(child)
    const [died] = await run(connection, ['die', {}])
    expect(died).toMatchObject({ status: 'failed', error: { code: 'tool-failed' } })
    const [added] = await run(connection, ['add', { a: 2, b: 2 }])
    expect(added).toMatchObject({ status: 'completed', output: { json: '4' } })
  })

  test('[R13] that has forgotten who asks is asked again, once', async () => {
    const connection = await connect(await listen())
    forgotten = 1
    const [added] = await run(connection, ['add', { a: 2, b: 3 }])
    expect(added).toMatchObject({ status: 'completed', output: { json: '5' } })
    forgotten = 2
    const [failed] = await run(connection, ['add', { a: 2, b: 3 }])
    expect(failed).toMatchObject({ status: 'failed' })
    expect(forgotten).toBe(0)
  })

  test('[R13] is sent the headers that it was given', async () => {
    const where = await listen()
    keys.length = 0
    await run(await connect(where), ['add', { a: 1, b: 1 }])
    expect(new Set(keys)).toEqual(new Set(['Bearer key-of-the-test']))
  })

  test('[R2][R13] has its hints believed only where one says so', async () => {
    const connection = await connect(child, {
      select: tool => tool.name !== 'die',
      approval: tool => tool.hints.destructive,
      idempotent: tool => tool.hints.readOnly,
    })
    const facts = connection.tools.map(tool => [
      tool.name,
      tool.question({} as never)?.question ?? null,
      tool.idempotent,
    ])
    expect(facts).toContainEqual(['test_add', null, true])
    expect(facts).toContainEqual(['test_fail', 'May test_fail run?', false])
    expect(connection.tools.map(tool => tool.name)).not.toContain('test_die')
  })

  test.for<readonly [string, McpTransport, string]>([
    ['a program that is not there', { command: '/nowhere/at/all' }, 'ENOENT'],
    [
      'a program that is no server',
      { command: process.execPath, args: ['-e', ''], stderr: 'ignore' },
      'closed',
    ],
    ['an address where nobody listens', { url: 'http://127.0.0.1:9/mcp' }, 'fetch failed'],
  ])('[R13] that is %s is refused at the start', async ([, server, reason]) => {
    const refused = await connectMcpServer({ name: 'test', server }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'tool-server' })
    expect(String(refused).toLowerCase()).toContain(reason.toLowerCase())
  })

  test('[R13] is not asked any more once it was closed', async () => {
    const connection = await connect(child)
    await connection.close()
    const [call] = await run(connection, ['add', { a: 1, b: 1 }])
    expect(call).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('closed by the host') },
    })
  })
})
