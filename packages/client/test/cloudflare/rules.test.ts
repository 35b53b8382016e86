import type { Json } from '@sluice/protocol'
import { expect, test } from 'vitest'
import { createStage, end, message, piece, pieces } from './support/createStage.ts'
import './support/loaded.ts'

const say = (stage: ReturnType<typeof createStage>, text: string) =>
  stage.session.send({ type: 'message.send', parts: [{ kind: 'text', text }] })
const asked = message('user', 'u1', 'Count.')
const resuming = (id: string) => ({ type: 'cf_agent_stream_resuming', id })
const idle = { type: 'cf_agent_stream_resume_none', reason: 'idle' }
const outbox = (stage: ReturnType<typeof createStage>) =>
  stage.session
    .outbox()
    .getSnapshot()
    .map(({ status, error }) => [status, error?.code ?? null])
const run = (stage: ReturnType<typeof createStage>) => stage.session.run().getSnapshot()
const updated = (...parts: readonly object[]) => ({
  type: 'cf_agent_message_updated',
  message: { id: 'a1', role: 'assistant', parts },
})
const call = { type: 'tool-remove', toolCallId: 'c1', input: { path: '/a' } }

test('[A1] frames that come before the identity are not lost', async () => {
  const stage = createStage()
  stage.session.subscribe(() => {})
  await stage.opens()
  await stage.says(resuming('r1'), ...pieces('r1', 'a1', 'one two ', { replay: true }))
  await stage.says({ type: 'cf_agent_identity', name: 'room-1', agent: 'chat' })
  await stage.answers(200, [asked])
  await stage.says(piece('r1', 4, { type: 'text-delta', id: '0', delta: 'three' }))
  await stage.pass(300)
  expect(stage.texts()).toEqual(['user: Count.', 'assistant: one two three'])
})

test('[A2] each connection asks once what is going on, and an answer that is offered twice is asked for once', async () => {
  const stage = createStage()
  stage.session.subscribe(() => {})
  await stage.opens()
  expect(stage.sent('cf_agent_stream_resume_request')).toHaveLength(1)
  await stage.says(resuming('r1'), { ...resuming('r1'), probeId: 'p' })
  expect(stage.sent('cf_agent_stream_resume_ack')).toEqual([{ type: 'cf_agent_stream_resume_ack', id: 'r1' }])
  await stage.closes()
  await stage.pass(1000)
  await stage.opens()
  await stage.says(resuming('r1'))
  expect(stage.sent('cf_agent_stream_resume_ack')).toHaveLength(1)
})

test('[A3] a turn that ended while the page was away is fetched whole', async () => {
  const stage = createStage()
  await stage.connects()
  const { commandId } = say(stage, 'Count.')
  await stage.says(...pieces(commandId, 'a1', 'one '))
  await stage.pass(300)
  await stage.closes()
  await stage.pass(1000)
  expect([stage.texts(), run(stage)?.status]).toEqual([['user: Count.', 'assistant: one '], 'open'])
  await stage.opens()
  await stage.says(idle)
  await stage.answers(200, [
    message('user', commandId, 'Count.'),
    message('assistant', 'a1', 'one two three'),
  ])
  await stage.pass(300)
  expect([stage.texts(), run(stage)?.status]).toEqual([
    ['user: Count.', 'assistant: one two three'],
    'completed',
  ])
})

test('[A3] nothing is shown before the transcript is there, and after 5 s without an answer what is there', async () => {
  const stage = createStage()
  stage.session.subscribe(() => {})
  await stage.opens()
  await stage.says(idle)
  await stage.pass(4000)
  expect(stage.session.getStatus().phase).toBe('catching-up')
  stage.requests.shift()?.fail()
  await stage.pass(1100)
  await stage.answers(200, [asked])
  await stage.pass(300)
  expect(stage.texts()).toEqual(['user: Count.'])
  await stage.closes()
  await stage.pass(1000)
  await stage.opens()
  await stage.answers(200, [asked, message('assistant', 'a1', 'one')])
  await stage.pass(4000)
  expect(stage.session.getStatus().phase).toBe('catching-up')
  await stage.pass(1500)
  expect([stage.session.getStatus().phase, stage.texts().length]).toEqual(['live', 2])
})

test('[A3] an end that is said again has the transcript fetched', async () => {
  const stage = createStage()
  stage.session.subscribe(() => {})
  await stage.opens()
  await stage.says(resuming('r1'))
  await stage.answers(200, [asked])
  await stage.says(end('r1', { replay: true }))
  await stage.answers(200, [asked, message('assistant', 'a1', 'one')])
  await stage.pass(300)
  expect(stage.texts()).toEqual(['user: Count.', 'assistant: one'])
})

test('[A4] a message is sent alone, and an answer is made again with what the server itself said', async () => {
  const stage = createStage()
  await stage.connects([asked, message('assistant', 'a1', 'one'), message('user', 'u2', 'More.')])
  const bodies = () =>
    stage
      .sent('cf_agent_use_chat_request')
      .map(({ init }) => JSON.parse((init as { body: string }).body) as Record<string, Json>)
  const { commandId } = say(stage, 'Again.')
  await stage.pass()
  expect(bodies()).toEqual([
    {
      trigger: 'submit-message',
      messages: [{ id: commandId, role: 'user', parts: [{ type: 'text', text: 'Again.' }] }],
    },
  ])
  stage.session.send({ type: 'message.retry', message: 'a1' })
  await stage.pass()
  expect(bodies()[1]).toEqual({ trigger: 'regenerate-message', messages: [asked], messageId: 'a1' })
})

test('[A5] what is said again is shown in one piece, without a step back', async () => {
  const stage = createStage()
  await stage.connects()
  const { commandId } = say(stage, 'Count.')
  await stage.says(...pieces(commandId, 'a1', 'one two three '))
  await stage.pass(300)
  const seen: string[] = []
  stage.session.messages().subscribe(() => seen.push(stage.texts().at(-1) ?? ''))
  await stage.closes()
  await stage.pass(1000)
  await stage.opens()
  await stage.says(resuming(commandId))
  await stage.answers(200, [message('user', commandId, 'Count.')])
  for (const frame of pieces(commandId, 'a1', 'one two three four ', { replay: true })) {
    await stage.says(frame)
    await stage.pass(300)
  }
  await stage.says({
    ...piece(commandId, 9, {}, { replay: true, replayComplete: true }),
    body: '',
    seq: undefined,
  })
  await stage.says(piece(commandId, 6, { type: 'text-delta', id: '0', delta: 'five' }))
  await stage.pass(300)
  expect(seen).toEqual(['assistant: one two three four five'])
})

test('[A5] an answer that is gone on with keeps what it had, also where that is said again', async () => {
  const stage = createStage()
  await stage.connects([
    asked,
    { id: 'a1', role: 'assistant', parts: [{ ...call, state: 'output-available', output: 1 }] },
  ])
  const more = { continuation: true }
  await stage.says(resuming('r2'))
  await stage.says(
    piece('r2', 0, { type: 'start' }, { ...more, replay: true }),
    piece('r2', 1, { type: 'text-start', id: '0' }, { ...more, replay: true }),
    piece('r2', 2, { type: 'text-delta', id: '0', delta: 'Done.' }, { ...more, replay: true }),
    { ...piece('r2', 3, {}, { ...more, replay: true, replayComplete: true }), body: '', seq: undefined },
    piece('r2', 2, { type: 'text-delta', id: '0', delta: 'Done.' }, more),
  )
  await stage.pass(300)
  const shown = stage.session.messages().getSnapshot()
  expect(
    shown.map(({ id, parts }) => [id, parts.map(part => ('text' in part ? part.text : part.kind))]),
  ).toEqual([
    ['u1', ['Count.']],
    ['a1', ['tool-call', 'Done.']],
  ])
})

test('[A6] an answer without a name, a text without a beginning, and pieces that are none', async () => {
  const stage = createStage()
  await stage.connects()
  const { commandId } = say(stage, 'Count.')
  await stage.says(
    { ...piece(commandId, 0, {}), body: 'no JSON' },
    piece(commandId, 1, { type: 'text-delta', id: commandId, delta: 'one ' }),
    piece(commandId, 2, { type: 'text-delta', id: 'other', delta: 'two' }),
    piece(commandId, 3, { type: 'never-heard-of', id: 'x' }),
  )
  await stage.pass(300)
  expect(stage.texts()).toEqual(['user: Count.', 'assistant: one two'])
  await stage.says(end(commandId))
  await stage.answers(200, [message('user', commandId, 'Count.'), message('assistant', 'a1', 'one two')])
  await stage.pass(300)
  expect(
    stage.session
      .messages()
      .getSnapshot()
      .map(({ id }) => id),
  ).toEqual([commandId, 'a1'])
})

test('[A6] an error is told of in two frames and is one failure', async () => {
  const stage = createStage()
  await stage.connects()
  const { commandId } = say(stage, 'Count.')
  await stage.says(
    ...pieces(commandId, 'a1', 'one '),
    { ...piece(commandId, 4, {}), body: 'out of order', error: true },
    end(commandId, { outcome: 'error' }),
  )
  await stage.pass(300)
  expect(run(stage)).toMatchObject({ status: 'failed', error: { message: 'out of order' } })
})

test('[A7] a turn that was cut off by a crash and is gone on with is one turn', async () => {
  const stage = createStage()
  stage.session.subscribe(() => {})
  await stage.opens()
  await stage.says(resuming('r1'), idle)
  await stage.answers(200, [asked])
  await stage.says(...pieces('r1', 'a1', 'one ', { replay: true }))
  await stage.says(end('r1', { replay: true, outcome: 'aborted', messageIds: ['u1'] }))
  await stage.answers(200, [asked, message('assistant', 'a1', 'one ')])
  await stage.pass(1500)
  expect(run(stage)?.status).toBe('open')
  const first = run(stage)?.id
  await stage.says(piece('r9', 0, { type: 'start' }, { continuation: true }))
  await stage.pass(5000)
  expect([run(stage)?.id, run(stage)?.status]).toEqual([first, 'open'])
  await stage.says(
    piece('r9', 1, { type: 'text-start', id: '0' }, { continuation: true }),
    piece('r9', 2, { type: 'text-delta', id: '0', delta: 'two' }, { continuation: true }),
    end('r9', { continuation: true, messageIds: ['u1'] }),
    { type: 'cf_agent_chat_recovering', recovering: false, id: 'r1' },
  )
  await stage.pass(300)
  expect([run(stage)?.id, run(stage)?.status]).toEqual([first, 'completed'])
})

test('[A7] a turn that nothing goes on with ends as it was said to', async () => {
  const stage = createStage()
  stage.session.subscribe(() => {})
  await stage.opens()
  await stage.says(resuming('r1'))
  await stage.answers(200, [asked])
  await stage.says(...pieces('r1', 'a1', 'one ', { replay: true }))
  await stage.says(end('r1', { replay: true, outcome: 'aborted' }))
  await stage.answers(200, [asked, message('assistant', 'a1', 'one ')])
  await stage.pass(2500)
  expect(run(stage)?.status).toBe('stopped')
})

test('[A7] a recovery that is told of keeps the turn open, and counts', async () => {
  const stage = createStage()
  await stage.connects([asked])
  await stage.says({ type: 'cf_agent_chat_recovering', recovering: true, id: 'r1' })
  await stage.pass(8_000)
  expect(run(stage)).toMatchObject({ status: 'open', recoveries: 1 })
  await stage.says({ type: 'cf_agent_chat_recovering', recovering: false, id: 'r1' })
  await stage.pass(300)
  expect(run(stage)?.status).toBe('completed')
})

test('[A8] a connection that drops is no error, and keeps the text', async () => {
  const stage = createStage()
  await stage.connects([asked, message('assistant', 'a1', 'one')])
  await stage.closes()
  await stage.pass(300)
  expect(stage.client.connection.getSnapshot()).toMatchObject({ status: 'reconnecting', error: null })
  expect([stage.session.getStatus().error, stage.texts().length]).toEqual([null, 2])
})

test('[A8] a server that takes no socket is said not to answer, until it does', async () => {
  const stage = createStage()
  await stage.connects()
  const error = () => stage.client.connection.getSnapshot().error
  await stage.closes()
  await stage.pass(1000)
  expect(error()).toBeNull()
  await stage.closes()
  expect(error()).toMatchObject({ code: 'offline', message: 'The server took no connection.' })
  await stage.pass(2000)
  await stage.opens()
  await stage.says(idle)
  expect(error()).toBeNull()
})

test('[A9] a message that was sent leaves the outbox when the server shows it, also after a drop', async () => {
  const stage = createStage()
  await stage.connects()
  const { commandId } = say(stage, 'Count.')
  await stage.pass(300)
  expect(outbox(stage)).toEqual([['sent', null]])
  await stage.closes()
  await stage.pass(1000)
  expect(outbox(stage)).toEqual([['expired', null]])
  await stage.opens()
  await stage.says(idle)
  await stage.answers(200, [message('user', commandId, 'Count.'), message('assistant', 'a1', 'one')])
  await stage.pass(300)
  expect([outbox(stage), stage.texts().length]).toEqual([[], 2])
})

test('[A9] a message that is sent again is not sent when the server has it', async () => {
  const stage = createStage()
  await stage.connects()
  const { commandId } = say(stage, 'Count.')
  await stage.closes()
  await stage.pass(1000)
  stage.session.retry(commandId)
  await stage.opens()
  await stage.says(idle)
  await stage.answers(200, [message('user', commandId, 'Count.')])
  await stage.pass(300)
  expect(stage.sent('cf_agent_use_chat_request')).toEqual([])
  expect(outbox(stage)).toEqual([])
})

test('[A9] a message that the server would not have is offered again', async () => {
  const stage = createStage()
  await stage.connects([asked])
  const { commandId } = say(stage, 'Count.')
  await stage.says(end(commandId, { outcome: 'skipped', messageIds: [commandId] }))
  await stage.pass(300)
  expect([outbox(stage), stage.texts()]).toEqual([[['refused', 'not-idle']], ['user: Count.']])
})

test('[A9] a message for which there is no body is offered again', async () => {
  const stage = createStage({ body: () => Promise.reject(new Error('signed out')) })
  await stage.connects([asked])
  say(stage, 'Count.')
  await stage.pass(300)
  expect([outbox(stage), stage.texts()]).toEqual([[['refused', 'bad-command']], ['user: Count.']])
})

test('[A9] a message to a busy agent is in the transcript before it is answered', async () => {
  const stage = createStage()
  await stage.connects()
  const first = say(stage, 'Count.').commandId
  await stage.says(...pieces(first, 'a1', 'one '))
  await stage.pass(300)
  const second = say(stage, 'More.').commandId
  await stage.pass(400)
  await stage.answers(200, [message('user', first, 'Count.'), message('user', second, 'More.')])
  await stage.pass(300)
  expect([stage.texts(), outbox(stage)]).toEqual([['user: Count.', 'user: More.', 'assistant: one '], []])
})

test('[A9] what came while an answer was written is shown in the order of the server, as soon as that is over', async () => {
  const stage = createStage()
  await stage.connects()
  const first = say(stage, 'Count.').commandId
  await stage.says(...pieces(first, 'a1', 'one '))
  await stage.pass(300)
  const second = say(stage, 'More.').commandId
  await stage.pass()
  await stage.says(end(first, { messageIds: [first] }), ...pieces(second, 'a2', 'two '))
  await stage.pass(100)
  expect(stage.texts()).toEqual(['user: Count.', 'assistant: one '])
  await stage.answers(200, [
    message('user', first, 'Count.'),
    message('user', second, 'More.'),
    message('assistant', 'a1', 'one '),
  ])
  await stage.pass(100)
  expect(stage.texts()).toEqual(['user: Count.', 'user: More.', 'assistant: one ', 'assistant: two '])
})

test('[A10] each socket has another name, and a silent one is noticed', async () => {
  const stage = createStage()
  await stage.connects()
  await stage.pass(10_000)
  expect(stage.sent('cf_agent_stream_resume_ack')).toHaveLength(1)
  await stage.says(end('sluice-ping', { replay: true }))
  await stage.pass(9_000)
  expect(stage.sockets).toHaveLength(1)
  await stage.pass(21_000)
  expect(stage.sockets.length).toBeGreaterThan(1)
  const names = stage.sockets.map(({ url }) => new URL(url).searchParams.get('_pk'))
  expect(new Set(names).size).toBe(names.length)
})

test('[A10] the first attempt after a drop comes within 500 ms, and at once when the page wakes', async () => {
  const stage = createStage()
  await stage.connects()
  await stage.closes()
  await stage.pass(500)
  expect(stage.sockets).toHaveLength(2)
  await stage.opens()
  await stage.closes()
  stage.environment.wake()
  await stage.pass(0)
  expect(stage.sockets).toHaveLength(3)
})

test('[A10] while an answer is written, a ping is a method that the server does not have', async () => {
  const stage = createStage({ pingMethod: 'ping' })
  await stage.connects()
  const { commandId } = say(stage, 'Count.')
  await stage.says(...pieces(commandId, 'a1', 'one '))
  await stage.pass(10_000)
  await stage.pass(1)
  expect(stage.sent('rpc')).toMatchObject([{ method: 'ping', args: [] }])
})

test.each([1008, 4000, 4401, 4999])(
  '[A11] a connection that is closed with %i is not tried again',
  async code => {
    const stage = createStage()
    await stage.connects()
    await stage.closes(code, 'You may not.')
    await stage.pass(60_000)
    expect(stage.sockets).toHaveLength(1)
    expect(stage.client.connection.getSnapshot()).toMatchObject({
      status: 'refused',
      error: { code: 'forbidden', message: `You may not. (${code})` },
    })
    expect(stage.backend.closed.getSnapshot()).toEqual({ code, reason: 'You may not.' })
  },
)

test.each([1000, 1006, 1011, 1012])(
  '[A11] a connection that is closed with %i is tried again',
  async code => {
    const stage = createStage()
    await stage.connects()
    await stage.closes(code)
    await stage.pass(1000)
    expect(stage.sockets).toHaveLength(2)
  },
)

test('[A12] a state that the server would not have is taken back', async () => {
  const stage = createStage()
  stage.session.subscribe(() => {})
  await stage.opens()
  await stage.says(
    { type: 'cf_agent_identity', name: 'room-1', agent: 'chat', stateFollows: true },
    { type: 'cf_agent_state', state: { count: 7 } },
  )
  await stage.answers(404, 'Not implemented')
  await stage.pass(300)
  const set = (count: number) =>
    stage.session.send({
      type: 'state.patch',
      base: null,
      patch: [{ op: 'replace', path: '/count', value: count }],
    })
  const answerPings = async () => {
    for (const { id } of stage.sent('rpc'))
      await stage.says({ type: 'rpc', id, success: false, error: 'Method sluicePing does not exist' })
    await stage.pass(300)
  }
  set(5)
  await stage.pass()
  expect([stage.session.state().getSnapshot(), stage.session.getView().state]).toEqual([
    { count: 5 },
    { count: 7 },
  ])
  await answerPings()
  expect([stage.session.getView().state, outbox(stage)]).toEqual([{ count: 5 }, []])
  set(-1)
  await stage.pass()
  expect(stage.session.state().getSnapshot()).toEqual({ count: -1 })
  await stage.says({ type: 'cf_agent_state_error', error: 'State update rejected' })
  await answerPings()
  expect([stage.session.state().getSnapshot(), outbox(stage)]).toEqual([
    { count: 5 },
    [['refused', 'state-refused']],
  ])
  expect(stage.sent('cf_agent_state').map(({ state }) => state)).toEqual([{ count: 5 }, { count: -1 }])
})

test('[A13] what an agent says that a tool opened is a session of its own, once', async () => {
  const stage = createStage()
  await stage.connects()
  const { commandId } = say(stage, 'Research.')
  await stage.says(
    piece(commandId, 0, { type: 'start', messageId: 'a1' }),
    piece(commandId, 1, { type: 'tool-input-available', toolCallId: 'c1', toolName: 'research', input: {} }),
  )
  const event = (sequence: number, what: object, more: object = {}) => ({
    type: 'agent-tool-event',
    parentToolCallId: 'c1',
    sequence,
    event: { runId: 'agent-tool:c1', ...what },
    ...more,
  })
  const body = (chunk: object) => ({ kind: 'chunk', body: JSON.stringify(chunk) })
  const events = [
    event(0, { kind: 'started', agentType: 'Helper', inputPreview: 'cats' }),
    event(1, body({ type: 'start', messageId: 'h1' })),
    event(2, body({ type: 'text-start', id: '0' })),
    event(3, { ...body({ type: 'text-delta', id: '0', delta: 'Cats ' }), unstoredId: 'x' }),
    event(3, body({ type: 'text-delta', id: '0', delta: 'purr.' })),
  ]
  await stage.says(...events, ...events.map(frame => ({ ...frame, replay: true })))
  await stage.pass(300)
  const part = Object.values(stage.session.getView().open.parts)[0]
  const [child] = (part?.kind === 'tool-call' && part.subsessions) || []
  expect(child).toMatchObject({ agent: 'Helper' })
  if (!child) return
  const inner = stage.client.session(child)
  inner.subscribe(() => {})
  await stage.pass(300)
  const texts = () =>
    inner
      .messages()
      .getSnapshot()
      .map(({ parts }) => parts.map(each => ('text' in each ? each.text : '')))
  expect([texts(), inner.run().getSnapshot()?.status]).toEqual([[['cats'], ['Cats purr.']], 'open'])
  await stage.says(
    event(4, { kind: 'finished', summary: 'They purr.' }),
    event(5, body({ type: 'text-delta', id: '0', delta: ' Late.' })),
  )
  await stage.pass(300)
  expect([texts(), inner.run().getSnapshot()?.status]).toEqual([[['cats'], ['Cats purr.']], 'completed'])
  expect(stage.session.getView().open.subsessions).toEqual({})
})

test('[A14] a call is sent once, and says whether it may have run', async () => {
  const stage = createStage()
  await stage.connects()
  const chunks: Json[] = []
  const counted = stage.backend.call('countTo', [2], { onChunk: chunk => chunks.push(chunk) })
  const [{ id } = {}] = stage.sent('rpc')
  await stage.says(
    { type: 'rpc', id, success: true, done: false, result: 1 },
    { type: 'rpc', id, success: true, done: true, result: { total: 2 } },
  )
  expect([await counted, chunks]).toEqual([{ total: 2 }, [1]])
  const broken = stage.backend.call('add', [1])
  await stage.closes()
  await expect(broken).rejects.toMatchObject({ code: 'disconnected', maybeExecuted: true })
  const waiting = stage.backend.call('add', [1], { timeout: 400 })
  stage.clock.advance(401)
  await expect(waiting).rejects.toMatchObject({ code: 'timeout', maybeExecuted: false })
  const later = stage.backend.call('add', [2])
  await stage.pass(1000)
  await stage.opens()
  expect(stage.sent('rpc')).toMatchObject([{ method: 'add', args: [2] }])
  const abort = new AbortController()
  const given = stage.backend.call('add', [3], { signal: abort.signal })
  abort.abort()
  await expect(given).rejects.toMatchObject({ code: 'cancelled', maybeExecuted: true })
  await stage.says({ type: 'rpc', id: stage.sent('rpc')[0]?.id, success: false, error: 'broken' })
  await expect(later).rejects.toMatchObject({ code: 'failed', message: 'broken' })
})

test('[A15] a list of one message while another tab sends takes nothing away, and what was deleted goes', async () => {
  const stage = createStage()
  await stage.connects([asked, message('assistant', 'a1', 'one')])
  await stage.says({ type: 'cf_agent_chat_messages', messages: [message('user', 'u2', 'More.')] })
  await stage.pass(300)
  expect(stage.texts()).toEqual(['user: Count.', 'assistant: one', 'user: More.'])
  await stage.answers(200, [asked, message('assistant', 'a1', 'one'), message('user', 'u2', 'More.')])
  await stage.pass(300)
  // The same list comes a second time, when the message in it is known.
  await stage.says({ type: 'cf_agent_chat_messages', messages: [message('user', 'u2', 'More.')] })
  await stage.pass(300)
  expect(stage.texts()).toHaveLength(3)
  await stage.answers(200, [asked, message('assistant', 'a1', 'one'), message('user', 'u2', 'More.')])
  await stage.says({ type: 'cf_agent_chat_messages', messages: [asked] })
  await stage.answers(200, [asked])
  await stage.pass(300)
  expect(stage.texts()).toEqual(['user: Count.'])
  await stage.says({ type: 'cf_agent_chat_clear' })
  await stage.pass(300)
  expect(stage.texts()).toEqual([])
})

test('[A15] an answer to a question goes on with the same turn', async () => {
  const stage = createStage()
  const asks = { ...call, state: 'approval-requested', approval: { id: 'q1' } }
  await stage.connects([asked, { id: 'a1', role: 'assistant', parts: [asks] }])
  expect(stage.session.approvals().getSnapshot()).toMatchObject([{ id: 'q1' }])
  expect(run(stage)?.status).toBe('open')
  stage.session.send({ type: 'approval.decide', approval: 'q1', decision: 'approved' })
  await stage.pass()
  expect(stage.sent('cf_agent_tool_approval')).toEqual([
    { type: 'cf_agent_tool_approval', toolCallId: 'c1', approved: true, autoContinue: true },
  ])
  await stage.says(updated({ ...asks, state: 'approval-responded', approval: { id: 'q1', approved: true } }))
  await stage.pass(300)
  expect([run(stage)?.status, outbox(stage)]).toEqual(['open', []])
  await stage.pass(6000)
  expect(run(stage)?.status).toBe('completed')
})

test('[A6] an answer that failed before it said something is none, and that it failed stays known', async () => {
  const stage = createStage()
  await stage.connects()
  const failed = say(stage, 'Refuse.').commandId
  await stage.says(
    piece(failed, 0, { type: 'start', messageId: 'a1' }),
    { type: 'cf_agent_use_chat_response', id: failed, body: 'no mood', done: false, error: true },
    end(failed, { outcome: 'error' }),
  )
  await stage.pass(300)
  const next = say(stage, 'Again.').commandId
  await stage.pass()
  const held = [
    message('user', failed, 'Refuse.'),
    message('user', next, 'Again.'),
    message('assistant', 'a2', 'one '),
  ]
  await stage.says(
    ...pieces(next, 'a2', 'one '),
    { type: 'cf_agent_chat_messages', messages: held },
    end(next),
  )
  await stage.pass(300)
  while (stage.requests.length > 0) await stage.answers(200, held)
  await stage.pass(300)
  expect(stage.texts()).toEqual(['user: Refuse.', 'user: Again.', 'assistant: one '])
  const runs = stage.session.getView().settled.flat()
  expect(runs.flatMap(entry => (entry.kind === 'run' ? [entry.status] : []))).toEqual(['failed', 'completed'])
})
