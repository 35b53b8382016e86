import { type Event, SUBPROTOCOL } from '@sluice/protocol'
import { agentActor, createFakeClock } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createEdge } from '../support/createEdge.ts'

const HOUR = 3_600_000

/** One model call of a cent, and a tool that takes two seconds and fails. */
const working = (owner: string): readonly Event[] => [
  { type: 'session.created', agent: 'triage', owner, title: `Work of ${owner}` },
  { type: 'run.started', run: 'r1' },
  { type: 'step.started', step: 's1', run: 'r1', kind: 'model', model: 'big' },
  { type: 'message.added', message: 'm1', role: 'assistant', after: null, run: 'r1', step: 's1' },
  { type: 'tool.called', call: 'c1', message: 'm1', tool: 'grep' },
  { type: 'tool.ready', call: 'c1', arguments: {} },
  {
    type: 'step.settled',
    step: 's1',
    outcome: 'completed',
    usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 5, cacheWriteTokens: 1, cost: 0.01 },
  },
  { type: 'tool.started', call: 'c1', attempt: 1 },
]
const failing: readonly Event[] = [
  { type: 'tool.settled', call: 'c1', outcome: 'failed', error: { code: 'tool-failed', message: 'No.' } },
  { type: 'run.settled', run: 'r1', outcome: 'failed', error: { code: 'model-failed', message: 'No.' } },
]

/** A server where Ann and Ben see what is theirs, and Olga, who operates it, sees all of the tenant `acme`; Zoe is of another tenant. */
async function startOperated() {
  const clock = createFakeClock(1_700_000_000_000)
  const edge = await createEdge({
    clock,
    timers: clock,
    authenticate: token =>
      token === null ? null : { id: token, tenant: token === 'zoe' ? 'other' : 'acme', expiresAt: null },
    authorize: (principal, action, session) =>
      principal.id === 'olga' ||
      principal.id === 'zoe' ||
      (action !== 'list-all' && session?.owner === principal.id),
  })
  const get = async (path: string, token: string) => {
    const answer = await edge.fetch(path, { headers: { Authorization: `Bearer ${token}` } })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const append = async (id: string, events: readonly Event[], tenant?: string) => {
    const session = await edge.hub.session({ tenant: tenant ?? 'acme', agent: 'triage', id })
    await session.append(agentActor, () => events)
    session.release()
  }
  return { ...edge, clock, append, get }
}

test('[S16][S6] what will wake is listed with those that wake first, to whoever may read the session', async () => {
  const { append, get } = await startOperated()
  const timer = (name: string, at: number, more: object = {}): Event => ({
    type: 'timer.scheduled',
    timer: name,
    name,
    at,
    ...more,
  })
  await append('a', [
    { type: 'session.created', agent: 'triage', owner: 'ann', title: 'Ann’s' },
    { type: 'fiber.started', fiber: 'f1', name: 'report' },
    timer('sleep', 9_000_000_000_000, { fiber: 'f1' }),
    timer('daily', 8_000_000_000_000, { cron: '0 9 * * *', zone: 'Europe/Berlin' }),
  ])
  await append('b', [
    { type: 'session.created', agent: 'triage', owner: 'ben' },
    timer('remind', 7_000_000_000_000),
  ])
  await append('z', [{ type: 'session.created', agent: 'triage', owner: 'zoe' }, timer('hers', 1)], 'other')
  const { body } = await get('/v1/wakes', 'olga')
  expect(body).toMatchObject({
    whole: true,
    timers: [
      { timer: 'remind', session: 'b', fiber: null, cron: null },
      { timer: 'daily', session: 'a', title: 'Ann’s', cron: '0 9 * * *', zone: 'Europe/Berlin' },
      { timer: 'sleep', session: 'a', fiber: 'f1' },
    ],
    fibers: [{ fiber: 'f1', name: 'report', session: 'a', sleepsUntil: 9_000_000_000_000, recoveries: 0 }],
  })
  const bens = (await get('/v1/wakes', 'ben')).body as { timers: object[]; fibers: object[] }
  expect([bens.timers.length, bens.fibers.length]).toEqual([1, 0])
  expect((await get('/v1/wakes', 'zoe')).body).toMatchObject({ timers: [{ timer: 'hers' }] })
})

test('[S16][S6] usage is summed by hour, agent, model and tool, counts each event once, and is for who may list all', async () => {
  const { append, get, clock } = await startOperated()
  const hour = Math.floor(clock.now() / HOUR) * HOUR
  await append('a', working('ann'))
  clock.advance(2000)
  await append('b', working('ben'))
  await append('z', working('zoe'), 'other')
  const model = { at: hour, agent: 'triage', kind: 'model', name: 'big', inputTokens: 212, outputTokens: 40 }
  const [first, again] = await Promise.all([get('/v1/usage', 'olga'), get('/v1/usage', 'olga')])
  expect(first.body).toEqual(again.body)
  expect(first.body).toMatchObject({ sessions: 2, whole: true, rows: [{ ...model, calls: 2, failed: 0 }] })
  expect((first.body.rows as { cost: number }[])[0]?.cost).toBeCloseTo(0.02)
  await append('a', failing)
  const { rows } = (await get('/v1/usage', 'olga')).body
  expect(rows).toMatchObject([
    { ...model, calls: 2 },
    { kind: 'tool', name: 'grep', calls: 1, failed: 1, durationMs: 2000, cost: 0 },
  ])
  expect((await get(`/v1/usage?since=${hour + HOUR}`, 'olga')).body).toMatchObject({ rows: [], sessions: 0 })
  expect(await get('/v1/usage', 'ann')).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect((await get('/v1/sessions', 'olga')).body).toMatchObject({
    rows: expect.arrayContaining([expect.objectContaining({ id: 'a', failedRuns: 1 })]),
  })
})

test('[S16][S14] what a fork has copied is not counted again', async () => {
  const { append, get, hub } = await startOperated()
  await append('a', [...working('ann'), ...failing])
  const before = (await get('/v1/usage', 'olga')).body
  const [row] = (await get('/v1/sessions', 'olga')).body.rows as { offset: string }[]
  const answer = await hub.command(
    { id: 'olga', tenant: 'acme', expiresAt: null },
    { agent: 'triage', id: 'fork' },
    'fork-1',
    { type: 'session.fork', from: { agent: 'triage', id: 'a' }, at: row?.offset ?? '' },
  )
  expect(answer).toMatchObject({ ok: true })
  expect((await get('/v1/usage', 'olga')).body).toEqual({ ...before, sessions: 2 })
})

test('[S16][S6] each socket of the tenant is listed with how far its subscriptions are', async () => {
  const { append, get, socket, problems } = await startOperated()
  await append('a', working('ann'))
  const ann = socket({
    protocol: SUBPROTOCOL,
    headers: { Authorization: 'Bearer ann', 'User-Agent': 'a test' },
  })
  const zoe = socket({ protocol: SUBPROTOCOL, headers: { Authorization: 'Bearer zoe' } })
  for (const one of [ann, zoe]) {
    one.send({ type: 'hello', eventRevision: 1, viewRevision: 1 })
    await one.wait('welcome')
  }
  const session = { agent: 'triage', id: 'a' }
  ann.send({ type: 'subscribe', channel: 3, session, from: null, want: 'view' })
  await ann.wait('live')
  const { body } = await get('/v1/connections', 'olga')
  const head = expect.stringMatching(/^\d{16}_/)
  expect(body).toMatchObject({
    at: expect.any(Number),
    connections: [
      {
        principal: 'ann',
        userAgent: 'a test',
        bufferedBytes: 0,
        channels: [{ channel: 3, session, want: 'view', live: true, offset: head, head }],
      },
    ],
  })
  expect((body.connections as object[]).length).toBe(1)
  expect(await get('/v1/connections', 'ann')).toMatchObject({ status: 403 })
  expect(problems).toEqual([])
})
