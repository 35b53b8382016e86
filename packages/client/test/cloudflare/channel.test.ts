import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Stage } from './support/createStage.ts'
import { createStage } from './support/createStage.ts'
import { expectHeld } from './support/expectHeld.ts'
import { channelNames, type Entry, type Fixture, type Frame, readFixture } from './support/fixture.ts'
import './support/loaded.ts'
import { playFixture } from './support/playFixture.ts'

interface Turn {
  readonly turnId: string
  readonly status: string
  readonly outcome?: string
  readonly responseId?: string
}
type Message = Readonly<Record<string, unknown>> & { readonly id: string }

const heard = (past: readonly Entry[], type: string): readonly Frame[] =>
  past.flatMap(entry => (entry[0] === 'in' && entry[1].type === type ? [entry[1]] : []))

/** What a server says to a page that comes back: all that is kept, and what was said of the response that is open, from some place on. */
function comeBack(past: readonly Entry[], share: number): readonly Entry[] {
  const messages = new Map<string, Message>()
  for (const frame of heard(past, 'channels:messages'))
    for (const message of frame.messages as readonly Message[]) messages.set(message.id, message)
  const turns = new Map<string, Turn>()
  for (const frame of heard(past, 'channels:turn')) {
    const turn = frame.turn as Turn
    turns.set(turn.turnId, turn)
  }
  const open = [...turns.values()].filter(
    turn => turn.status !== 'settled' || turn.outcome === 'awaiting-input',
  )
  const [first] = heard(past, 'channels:snapshot')
  const snapshot = { ...first, messages: [...messages.values()], turns: open }
  const responseId = open.find(({ status }) => status === 'running')?.responseId
  const chunks = heard(past, 'channels:chunks').flatMap(frame =>
    frame.responseId === responseId ? (frame.chunks as readonly object[]) : [],
  )
  const from = Math.floor(chunks.length * share)
  const { conversationId } = first ?? {}
  const replay: readonly Entry[] =
    responseId === undefined
      ? []
      : [
          ['in', { type: 'channels:chunks', conversationId, responseId, from, chunks: chunks.slice(from) }],
          ['in', { type: 'channels:caught-up', conversationId, responseId, cursor: chunks.length }],
        ]
  return [['closed', 1006, ''], ['open'], ['in', snapshot], ...replay]
}

/** The traffic with the connection cut behind so many of its entries, each cut at a place of its own. */
function cutAt(fixture: Fixture, cuts: readonly (readonly [at: number, share: number])[]): Fixture {
  const { traffic } = fixture
  const first = traffic.findIndex(entry => entry[0] === 'out' && entry[1].type === 'channels:event')
  const places = new Map(cuts.map(([at, share]) => [first + 1 + (at % (traffic.length - first - 1)), share]))
  const played = traffic.flatMap((entry, index): readonly Entry[] => {
    const share = places.get(index)
    return share === undefined ? [entry] : [...comeBack(traffic.slice(0, index), share), entry]
  })
  return { ...fixture, traffic: played }
}

/** Those in which nobody answers in the middle. */
const plain = fc.constantFrom(
  ...['text', 'think', 'tool', 'parallel', 'broken'].map(name => readFixture(`channel/${name}`)),
)
const cut = fc.tuple(fc.nat(500), fc.double({ min: 0, max: 1, noNaN: true }))

describe('over a Web Channel', () => {
  test.each(channelNames)('[A16] what was captured of %s is shown as the server holds it', async name => {
    const fixture = readFixture(name)
    expectHeld(await playFixture(fixture), fixture)
  })

  test('[A16] wherever the connection is cut, and whatever is said again then, nothing is lost or doubled', async () => {
    await fc.assert(
      fc.asyncProperty(plain, fc.array(cut, { minLength: 1, maxLength: 3 }), async (fixture, cuts) => {
        const shown = new Set<string>()
        const stage = await playFixture(
          cutAt(fixture, cuts),
          () => {},
          ({ texts }) => shown.add(texts().join('\n')),
        )
        expectHeld(stage, fixture)
        // Nothing was ever shown that is not the beginning of the end.
        const end = stage.texts().join('\n')
        for (const text of shown) expect(end).toContain(text)
        stage.client.close()
      }),
      { numRuns: 60 },
    )
  })

  test('[A16] frames that come twice, are split, say more than is known or are malformed change nothing', async () => {
    const odd: fc.Arbitrary<Frame> = fc.constantFrom(
      { type: 'channels:whatever', conversationId: 'x' },
      { type: 'channels:turn', turn: { turnId: 7 } },
      { type: 'channels:chunks', responseId: 'other', from: 3, chunks: [{ type: 'text-delta' }] },
      { type: 'channels:chunks', chunks: 'none' },
      { type: 'channels:snapshot', turns: [null] },
      { type: 'channels:end', responseId: 'other', state: 'ended' },
    )
    await fc.assert(
      fc.asyncProperty(
        plain,
        fc.array(fc.tuple(fc.nat(500), odd)),
        fc.infiniteStream(fc.nat(3)),
        async (fixture, more, dice) => {
          const traffic = fixture.traffic.flatMap((entry): readonly Entry[] => {
            if (entry[0] !== 'in') return [entry]
            const [, frame] = entry
            const known: Entry = ['in', { ...frame, later: { field: 1 } }]
            const chunks = frame.type === 'channels:chunks' ? (frame.chunks as readonly object[]) : null
            const roll = dice.next().value
            if (chunks === null || roll === 0) return [known]
            const from = frame.from as number
            const half = Math.ceil(chunks.length / 2)
            return roll === 1
              ? [known, known]
              : [
                  ['in', { ...frame, chunks: chunks.slice(0, half) }],
                  ['in', { ...frame, from: from + half, chunks: chunks.slice(half) }],
                ]
          })
          const start =
            traffic.findIndex(entry => entry[0] === 'in' && entry[1].type === 'channels:snapshot') + 1
          for (const [at, frame] of more)
            traffic.splice(start + (at % (traffic.length - start)), 0, ['in', frame])
          const stage = await playFixture({ ...fixture, traffic })
          expectHeld(stage, fixture)
          stage.client.close()
        },
      ),
      { numRuns: 60 },
    )
  })

  const event = (stage: Stage, type: string) =>
    stage.sent('channels:event').flatMap(frame => {
      const sent = frame.event as Readonly<Record<string, unknown>>
      return sent.type === type ? [sent] : []
    })
  const snapshot = (messages: readonly object[] = [], turns: readonly object[] = []) => ({
    type: 'channels:snapshot',
    conversationId: 'main',
    you: { id: 'ann' },
    operations: [],
    messages,
    turns,
  })
  const asked = (id: string) => ({ id, role: 'user', parts: [{ type: 'text', text: 'Hi.' }] })
  const say = (stage: Stage) =>
    stage.session.send({ type: 'message.send', parts: [{ kind: 'text', text: 'Hi.' }] }).commandId

  async function connect(isChannel = true) {
    const stage = createStage({ isChannel })
    stage.session.subscribe(() => {})
    await stage.opens()
    await stage.says(snapshot())
    await stage.pass(300)
    return stage
  }

  test('[A16] a message has the id of its command, again on the next connection, and leaves the outbox when it is there', async () => {
    const stage = await connect()
    const commandId = say(stage)
    await stage.pass(20)
    expect(event(stage, 'message')).toEqual([
      { eventId: commandId, type: 'message', message: asked(commandId) },
    ])
    await stage.closes()
    await stage.pass(1000)
    await stage.opens()
    await stage.says(snapshot())
    await stage.pass(300)
    expect(event(stage, 'message')).toMatchObject([{ eventId: commandId }])
    await stage.says(
      { type: 'channels:messages', conversationId: 'main', messages: [asked(commandId)] },
      { type: 'channels:ack', conversationId: 'main', eventId: commandId },
    )
    await stage.pass(20)
    expect([stage.texts(), stage.session.outbox().getSnapshot()]).toEqual([['user: Hi.'], []])
  })

  test('[A16] what the server does not take is refused with its words', async () => {
    const stage = await connect()
    const commandId = say(stage)
    await stage.pass(20)
    await stage.says({ type: 'channels:ack', eventId: commandId, error: 'Event rejected' })
    expect(stage.session.outbox().getSnapshot()).toMatchObject([
      { status: 'refused', error: { message: 'Event rejected' } },
    ])
  })

  test('[A16] a response is read on from where it was when the connection broke', async () => {
    const stage = await connect()
    const running = { turnId: 'u1', startedBy: 'u1', status: 'running', responseId: 'r1' }
    const chunks = [
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'one ' },
    ]
    await stage.says(
      { type: 'channels:messages', conversationId: 'main', messages: [asked('u1')] },
      { type: 'channels:turn', conversationId: 'main', turn: running },
      { type: 'channels:chunks', conversationId: 'main', responseId: 'r1', from: 0, chunks },
    )
    await stage.closes()
    await stage.pass(1000)
    await stage.opens()
    await stage.says(snapshot([asked('u1')], [running]))
    expect(stage.sent('channels:subscribe')).toEqual([
      { type: 'channels:subscribe', responseId: 'r1', from: 2 },
    ])
    const more = [{ type: 'text-delta', id: '0', delta: 'two' }]
    await stage.says(
      { type: 'channels:chunks', conversationId: 'main', responseId: 'r1', from: 2, chunks: more },
      { type: 'channels:caught-up', conversationId: 'main', responseId: 'r1', cursor: 3 },
    )
    await stage.pass(300)
    expect(stage.texts()).toEqual(['user: Hi.', 'assistant: one two'])
    await stage.says({
      type: 'channels:chunks',
      conversationId: 'main',
      responseId: 'r1',
      from: 9,
      chunks: more,
    })
    expect(stage.client.connection.getSnapshot().status).toBe('reconnecting')
  })

  test('[A16] the answer that is kept has the id under which it was shown', async () => {
    const stage = await connect()
    const running = { turnId: 'u1', startedBy: 'u1', status: 'running', responseId: 'r1' }
    const chunks = [
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'one' },
    ]
    await stage.says(
      { type: 'channels:messages', conversationId: 'main', messages: [asked('u1')] },
      { type: 'channels:turn', conversationId: 'main', turn: running },
      { type: 'channels:chunks', conversationId: 'main', responseId: 'r1', from: 0, chunks },
    )
    await stage.pass(300)
    const ids = () =>
      stage.session
        .messages()
        .getSnapshot()
        .map(({ id }) => id)
    const before = ids()
    const kept = { id: 'a1', role: 'assistant', parts: [{ type: 'text', text: 'one' }] }
    const settled = {
      turnId: 'u1',
      startedBy: 'u1',
      status: 'settled',
      outcome: 'completed',
      messageIds: ['a1'],
    }
    await stage.says(
      { type: 'channels:messages', conversationId: 'main', messages: [kept] },
      { type: 'channels:turn', conversationId: 'main', turn: settled },
    )
    await stage.pass(300)
    expect(ids()).toEqual(before)
    await stage.closes()
    await stage.pass(1000)
    await stage.opens()
    await stage.says(snapshot([asked('u1'), kept]))
    await stage.pass(300)
    expect(ids()).toEqual(before)
  })

  test('[A16] a channel that the server speaks of is used without being named, and says what it can', async () => {
    const stage = await connect(false)
    expect(stage.backend.capabilities).toMatchObject({ exactlyOnce: true, statePatches: false })
    const commandId = say(stage)
    await stage.pass(20)
    expect(event(stage, 'message')).toMatchObject([{ eventId: commandId }])
    expect(stage.sent('cf_agent_use_chat_request')).toEqual([])
  })

  test('[A10][A16] a channel is asked for its conversations when nothing was heard', async () => {
    const stage = await connect()
    await stage.pass(10_100)
    expect(stage.sent('channels:list-conversations')).toHaveLength(1)
  })
})
