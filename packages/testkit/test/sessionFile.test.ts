import { createHash } from 'node:crypto'
import { createClient, createSocketBackend } from '@sluice/client'
import { formatSessionFile } from '@sluice/protocol'
import {
  ann,
  answerRequest,
  createFakeClock,
  createScriptedAgent,
  createTestEnvironment,
  createTestServer,
  randomLog,
  recordSession,
  replaySession,
  type TestServer,
} from '@sluice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const ref = { agent: 'triage', id: 'bug-7' }

const requestOf = (server: TestServer) => (path: string) => answerRequest(server, path)

function recorded() {
  const clock = createFakeClock()
  const server = createTestServer({ clock })
  createScriptedAgent([
    [{ say: 'Let me look at the picture.' }, { call: 'read', output: 'ok', takesMs: 400 }, { say: 'I see.' }],
  ]).attend(server, clock)
  const bytes = Uint8Array.from([137, 80, 78, 71, 0, 255])
  const blob = createHash('sha256').update(bytes).digest('hex')
  server.blobs.set(blob, { mediaType: 'image/png', bytes })
  server.log(ref).command(
    {
      type: 'message.send',
      parts: [
        { kind: 'text', text: 'What is this?' },
        { kind: 'file', file: { blob, bytes: 6, mediaType: 'image/png' }, filename: 'a.png' },
      ],
    },
    { commandId: 'c1', actor: ann },
  )
  server.publish(ref)
  for (let waited = 0; waited < 1_000; waited += 10) {
    clock.advance(10)
    server.log(ref).wait(10)
  }
  return { server, blob, bytes }
}

test('[T2] a session that was recorded is replayed to a real client event by event, with its blobs', async () => {
  const { server, blob, bytes } = recorded()
  const { view, envelopes } = server.log(ref)
  const replay = await replaySession(await recordSession(requestOf(server), ref))
  const environment = createTestEnvironment(replay.clock)
  const backend = createSocketBackend({ connect: replay.server.connect, environment })
  const session = createClient({ backend, environment }).session(replay.ref)
  session.subscribe(() => {})
  replay.next(3)
  replay.clock.advance(50)
  expect([session.getView().offset, replay.position()]).toEqual([envelopes[2]?.offset, 3])
  const middle = envelopes[10]?.offset ?? ''
  replay.to(middle)
  replay.to(envelopes[4]?.offset ?? '')
  replay.clock.advance(50)
  expect(session.getView().offset).toBe(middle)
  replay.toEnd()
  replay.clock.advance(50)
  expect(session.getView()).toEqual(view)
  const response = await answerRequest(replay.server, `/v1/sessions/triage/bug-7/blobs/${blob}`)
  expect([response.headers.get('content-type'), new Uint8Array(await response.arrayBuffer())]).toEqual([
    'image/png',
    bytes,
  ])
})

test('[T2] it is played at the pace at which it was recorded, or faster, and can be talked to', async () => {
  const { server } = recorded()
  const { envelopes, view } = server.log(ref)
  const span = (envelopes.at(-1)?.at ?? 0) - (envelopes[0]?.at ?? 0)
  const replay = await replaySession(await recordSession(requestOf(server), ref))
  const stop = replay.play(2)
  replay.clock.advance(span / 4)
  const reached = replay.position()
  expect(
    envelopes.filter(({ at }) => at <= (envelopes[0]?.at ?? 0) + span / 2).length - reached,
  ).toBeLessThan(envelopes.length / 5)
  stop()
  replay.clock.advance(span)
  expect(replay.position()).toBe(reached)
  replay.play()
  replay.clock.advance(span + 100)
  expect(replay.server.log(ref).view).toEqual(view)
  const decision = replay.server.log(ref).command({ type: 'session.rename', title: 'Replayed' })
  expect([decision.ok, replay.server.log(ref).view.session?.title]).toEqual([true, 'Replayed'])
})

test('[T2] any log is recorded and replayed to the same view', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 10_000 }), { minLength: 30, maxLength: 200 }), async numbers => {
      const { envelopes, view } = randomLog(numbers, 150)
      const replay = await replaySession(formatSessionFile({ session: ref, envelopes }))
      replay.toEnd()
      expect(replay.server.log(ref).view).toEqual(view)
    }),
    { numRuns: 40 },
  )
})

test('[T2] a file that is none, and one with an event that no server would append, are refused with the reason', async () => {
  await expect(replaySession('hello')).rejects.toThrow('Line 1 of the session file: it is not JSON.')
  const { server } = recorded()
  const { envelopes } = server.log(ref)
  const replay = await replaySession(
    formatSessionFile({ session: ref, envelopes: envelopes.toSpliced(3, 1) }),
  )
  expect(() => replay.toEnd()).toThrow('impossible event')
})

test('[T2] a server that does not answer is said so, and a blob that may not be read is left out', async () => {
  const { server, blob } = recorded()
  const refuse = async () => new Response('no', { status: 403 })
  await expect(recordSession(refuse, ref)).rejects.toThrow('The server answered 403 instead of the log: no')
  server.blobs.delete(blob)
  const replay = await replaySession(await recordSession(requestOf(server), ref))
  expect(replay.file.blobs).toEqual([])
})
