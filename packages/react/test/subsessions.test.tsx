import type { SubsessionNode } from '@sluice/client'
import type { Event, SessionRef } from '@sluice/protocol'
import { useSubsessions } from '@sluice/react'
import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { answering, createStage, ref } from './support/createStage.tsx'

const child: SessionRef = { agent: 'reader', id: 'child' }
const grandchild: SessionRef = { agent: 'reader', id: 'grandchild' }

/** An answer whose calls open sessions. */
const opening = (...ids: readonly string[]): readonly Event[] => [
  ...answering,
  ...ids.flatMap((id): Event[] => [
    { type: 'tool.called', call: `call-${id}`, message: 'm2', tool: 'delegate' },
    { type: 'tool.ready', call: `call-${id}`, arguments: {} },
  ]),
  { type: 'step.settled', step: 's1', outcome: 'completed' },
  ...ids.flatMap((id): Event[] => [
    { type: 'tool.started', call: `call-${id}`, attempt: 1 },
    { type: 'subsession.opened', subsession: id, agent: 'reader', call: `call-${id}`, depth: 1 },
  ]),
]

const outline = (nodes: readonly SubsessionNode[]): unknown[] =>
  nodes.map(({ session, status, children }) => [session.id, status, children && outline(children)])

const asked = (stage: ReturnType<typeof createStage>) =>
  stage.server.received('subscribe').map(frame => 'session' in frame && frame.session.id)

function open() {
  const stage = createStage()
  stage.server.append(ref, ...opening('child', 'other'))
  stage.server.append(child, ...opening('grandchild'))
  stage.server.append(grandchild, ...answering)
  const hook = renderHook(({ shown }) => useSubsessions(ref, shown), {
    wrapper: stage.wrapper,
    initialProps: { shown: [] as readonly SessionRef[] },
  })
  stage.pass()
  return { ...stage, ...hook, asked: () => asked(stage) }
}

test('[H3] the sessions that calls opened are a tree, and none is subscribed to before it is shown', () => {
  const { result, rerender, pass, asked, server } = open()
  expect(outline(result.current)).toEqual([
    ['child', 'open', null],
    ['other', 'open', null],
  ])
  expect(result.current[0]).toMatchObject({ session: child, call: 'call-child', tool: 'delegate' })
  expect(asked()).toEqual(['bug-7'])
  rerender({ shown: [child] })
  pass()
  expect(outline(result.current)).toEqual([
    ['child', 'open', [['grandchild', 'open', null]]],
    ['other', 'open', null],
  ])
  expect(asked()).toEqual(['bug-7', 'child'])
  rerender({ shown: [child, grandchild] })
  pass()
  expect(outline(result.current)[0]).toEqual(['child', 'open', [['grandchild', 'open', []]]])
  server.append(
    ref,
    { type: 'subsession.settled', subsession: 'other', outcome: 'completed' },
    { type: 'tool.settled', call: 'call-other', outcome: 'completed', output: { json: null } },
  )
  pass()
  expect(outline(result.current)[1]).toEqual(['other', 'settled', null])
})

test('[H3] what is not shown any more is left, with what was shown below it', () => {
  const { result, rerender, unmount, pass, server, clock } = open()
  rerender({ shown: [child, grandchild] })
  pass()
  rerender({ shown: [grandchild] })
  pass(6_000)
  expect(outline(result.current)[0]).toEqual(['child', 'open', null])
  expect(server.received('unsubscribe')).toHaveLength(2)
  unmount()
  pass(6_000)
  expect([server.sockets().length, clock.pending()]).toEqual([0, 0])
})

test('[H3] a session that says it opened itself is not followed in a circle', () => {
  const stage = createStage()
  stage.server.append(child, ...opening('child'))
  const { result } = renderHook(() => useSubsessions(child, [child]), { wrapper: stage.wrapper })
  stage.pass()
  expect(outline(result.current)).toEqual([['child', 'open', null]])
  expect(asked(stage)).toEqual(['child'])
})

test('[H3] a child that was called by a settled message stays in the tree', () => {
  const { result, server, pass } = open()
  for (const id of ['child', 'other'])
    act(() =>
      server.append(
        ref,
        { type: 'subsession.settled', subsession: id, outcome: 'completed' },
        { type: 'tool.settled', call: `call-${id}`, outcome: 'completed', output: { json: null } },
      ),
    )
  server.append(ref, { type: 'run.settled', run: 'r1', outcome: 'completed' })
  pass()
  expect(server.log(ref).view.open.messages).toEqual({})
  expect(outline(result.current)).toEqual([
    ['child', 'settled', null],
    ['other', 'settled', null],
  ])
})
