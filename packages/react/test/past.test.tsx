import { formatOffset } from '@sluice/protocol'
import { useAgent, useAgentAt } from '@sluice/react'
import { act, render, renderHook, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { answering, createStage, delta, ref } from './support/createStage.tsx'

const at = (sequence: number) => formatOffset(sequence, 'aaaaaaaa')

/** The text of the answer, as it stands in messages. */
const answerOf = ({ messages }: ReturnType<typeof useAgentAt>) =>
  messages.at(-1)?.parts.map(part => (part.kind === 'text' ? part.text : part.kind))

/** An answer of 2,000 words, of which the log holds each. */
function createLong() {
  const stage = createStage()
  const words = Array.from({ length: 2_000 }, (_, index) => `word${index} `)
  let from = 0
  stage.server.append(
    ref,
    ...answering,
    ...words.map(word => {
      const event = delta(from, word)
      from += word.length
      return event
    }),
  )
  return { ...stage, textAfter: (count: number) => words.slice(0, count).join('') }
}

test('[C9] a session as it was at an offset is what the fold makes of the log up to it', () => {
  const { wrapper, pass, textAfter, server } = createLong()
  const { result, rerender } = renderHook(({ offset }) => useAgentAt(ref, offset), {
    wrapper,
    initialProps: { offset: at(answering.length + 700) },
  })
  expect(result.current).toMatchObject({ status: 'connecting', messages: [] })
  pass(500)
  expect(answerOf(result.current)).toEqual([textAfter(700)])
  expect(result.current).toMatchObject({ status: 'running', state: { plan: ['look'], done: 0 }, outbox: [] })
  rerender({ offset: at(3) })
  pass()
  expect(result.current.messages.map(({ id }) => id)).toEqual(['m1'])
  rerender({ offset: at(answering.length + 1_999) })
  pass()
  expect(answerOf(result.current)).toEqual([textAfter(1_999)])
  expect(server.received('subscribe')).toHaveLength(1)
})

test('[C9] what happens now changes nothing of what was, and is not drawn there', () => {
  const { wrapper, pass, server, textAfter } = createLong()
  let draws = 0
  const { result } = renderHook(
    () => {
      draws += 1
      return useAgentAt(ref, at(answering.length + 5))
    },
    { wrapper },
  )
  pass(500)
  expect(answerOf(result.current)).toEqual([textAfter(5)])
  const { messages } = result.current
  const before = draws
  server.append(ref, delta(textAfter(2_000).length, 'The end.'))
  pass(500)
  expect([draws, result.current.messages]).toEqual([before, messages])
})

function Both() {
  const offsets = [at(answering.length + 1), at(answering.length + 1_200)]
  const live = useAgent(ref)
  const [early, late] = [useAgentAt(ref, offsets[0] ?? ''), useAgentAt(ref, offsets[1] ?? '')]
  return <main>{[early, late, live].map(each => answerOf(each)?.join('').length).join()}</main>
}

test('[C9] several offsets and the live session are shown side by side, and the log is read once', () => {
  const { wrapper, pass, server, textAfter, clock } = createLong()
  const { unmount } = render(<Both />, { wrapper })
  pass(500)
  expect(screen.getByRole('main').textContent).toBe(
    [1, 1_200, 2_000].map(count => textAfter(count).length).join(),
  )
  expect(server.received('subscribe').map(frame => 'want' in frame && frame.want)).toEqual(['view', 'events'])
  unmount()
  pass(10_000)
  expect([server.sockets().length, clock.pending()]).toEqual([0, 0])
})

test('[C9] before the first event there is nothing, and a session that cannot be read says why', () => {
  const { wrapper, pass, server } = createStage()
  server.append(ref, ...answering)
  const { result } = renderHook(() => useAgentAt(ref, '0000000000000000_aaaaaaaa'), { wrapper })
  pass(500)
  expect(result.current).toMatchObject({ status: 'idle', messages: [], error: null })
  const [socket] = server.sockets()
  act(() => socket?.push({ type: 'closed', channel: 1, reason: 'deleted' }))
  pass()
  expect(result.current).toMatchObject({ error: { code: 'deleted' } })
})
