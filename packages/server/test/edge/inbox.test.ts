import type { Envelope, Event } from '@sluice/protocol'
import type { SessionHandle } from '@sluice/server'
import { agentActor } from '@sluice/testkit'
import { expect, test } from 'vitest'
import { createEdge } from '../support/createEdge.ts'

interface Listed {
  readonly approval: string
  readonly agent: string
  readonly session: string
  readonly mayDecide: boolean
}

const answering = { color: 'red' }

/** A session whose run asks `approval` with a form. */
const asking = (owner: string, approval: string, parent?: string): readonly Event[] => [
  {
    type: 'session.created',
    agent: 'triage',
    owner,
    ...(parent === undefined ? {} : { parent: { agent: 'triage', id: parent, call: 'c1' } }),
  },
  { type: 'run.started', run: 'r1' },
  {
    type: 'approval.requested',
    approval,
    run: 'r1',
    question: `Which color for ${owner}?`,
    schema: { type: 'object', properties: { color: { enum: ['red', 'blue'] } }, required: ['color'] },
  },
]

/** A server where Ann owns `a` and its subsession `a-child`, Ben owns `b`, and Eve may read all of it and decide nothing. */
async function startInbox() {
  const edge = await createEdge({
    authenticate: token => (token === null ? null : { id: token, tenant: 'acme', expiresAt: null }),
    authorize: (principal, action, session) =>
      principal.id === 'eve' ? action === 'read' : session?.owner === principal.id,
  })
  const open = async (id: string, events: readonly Event[]) => {
    const session = await edge.hub.session({ tenant: 'acme', agent: 'triage', id })
    await session.append(agentActor, () => events)
    edge.clock.advance(10)
    return session
  }
  const session = await open('a', asking('ann', 'ann-1'))
  await open('b', asking('ben', 'ben-1'))
  // A subsession has the rights of its root, whoever stands in its own log.
  await open('a-child', asking('somebody', 'child-1', 'a'))
  const list = async (token: string, query = '') => {
    const response = await edge.fetch(`/v1/approvals${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    const body = (await response.json()) as { approvals: Listed[]; after: string | null; code?: string }
    return { status: response.status, ...body }
  }
  const decide = async (token: string, id: string, command: object) => {
    const response = await edge.fetch('/v1/commands', {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        session: { agent: 'triage', id },
        commandId: `by-${token}-${Math.floor(edge.clock.now())}`,
        command: { type: 'approval.decide', ...command },
      }),
    })
    return [response.status, await response.json()] as const
  }
  return { ...edge, session, list, decide }
}

async function lastOf(session: SessionHandle): Promise<Envelope | null> {
  let last: Envelope | null = null
  for await (const envelope of session.read(null)) last = envelope
  return last
}

const names = ({ approvals }: { approvals: readonly Listed[] }) => approvals.map(({ approval }) => approval)

test('[R16][S6] the inbox has the open questions of all sessions that one may read, the oldest first', async () => {
  const { list } = await startInbox()
  const mine = await list('ann')
  expect(names(mine)).toEqual(['ann-1', 'child-1'])
  expect(mine.approvals[0]).toMatchObject({
    agent: 'triage',
    session: 'a',
    question: 'Which color for ann?',
    schema: { required: ['color'] },
    mayDecide: true,
  })
  expect(names(await list('ben'))).toEqual(['ben-1'])
  const seen = await list('eve')
  expect(seen.approvals.map(({ mayDecide }) => mayDecide)).toEqual([false, false, false])
  expect(names(await list('nobody'))).toEqual([])
})

test('[R16] the inbox is read in pages', async () => {
  const { list } = await startInbox()
  const found: string[] = []
  let after: string | null = null
  do {
    const page = await list('eve', `?limit=1${after === null ? '' : `&after=${after}`}`)
    found.push(...names(page))
    after = page.after
  } while (after !== null)
  expect(found).toEqual(names(await list('eve')))
  expect(found.toSorted()).toEqual(['ann-1', 'ben-1', 'child-1'])
  expect(await list('eve', '?after=nonsense')).toMatchObject({ status: 400, code: 'bad-frame' })
})

test('[R16][W4] a question is answered by a plain request, with from where', async () => {
  const { list, decide, session } = await startInbox()
  const open = { approval: 'ann-1', decision: 'approved' }
  expect(await decide('eve', 'a', { ...open, answer: answering })).toMatchObject([403, { code: 'forbidden' }])
  const [status, refused] = await decide('ann', 'a', { ...open, answer: { color: 'green' } })
  expect([status, refused]).toMatchObject([400, { code: 'bad-command' }])
  expect(refused.message).toContain('/color has to be one of ["red","blue"]')
  expect((await decide('ann', 'a', { ...open, answer: answering }))[0]).toBe(200)
  expect(names(await list('ann'))).toEqual(['child-1'])
  const last = await lastOf(session)
  expect(last).toMatchObject({
    actor: { kind: 'person', id: 'ann' },
    event: { type: 'approval.decided', answer: answering, via: 'http' },
  })
})

test('[R16] an answer over a socket says so', async () => {
  const { socket, session } = await startInbox()
  const one = socket()
  one.send({ type: 'hello', eventRevision: 2, viewRevision: 2, token: 'ann' })
  one.send({
    type: 'command',
    commandId: 'c1',
    session: { agent: 'triage', id: 'a' },
    command: { type: 'approval.decide', approval: 'ann-1', decision: 'denied', reason: 'none' },
  })
  await one.wait('accepted')
  const last = await lastOf(session)
  expect(last?.event).toMatchObject({ decision: 'denied', via: 'socket' })
})

test('[S6][S13] the directory shows a subsession to who may read its root, and to nobody else', async () => {
  const { fetch } = await startInbox()
  const list = async (token: string) => {
    const response = await fetch('/v1/sessions', { headers: { Authorization: `Bearer ${token}` } })
    const { rows } = (await response.json()) as { rows: { id: string; parent?: object }[] }
    return rows.map(({ id, parent = null }) => [id, parent]).sort()
  }
  // Whoever stands as the owner in the log of a subsession has no right by that.
  expect(await list('somebody')).toEqual([])
  expect(await list('ann')).toEqual([
    ['a', null],
    ['a-child', { agent: 'triage', id: 'a' }],
  ])
  expect(await list('ben')).toEqual([['b', null]])
})
