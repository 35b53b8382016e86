import type { Event } from '@sluice/protocol'
import { useToolArgument } from '@sluice/react'
import { renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { answering, createStage, delta, ref } from './support/createStage.tsx'

const called: Event = { type: 'tool.called', call: 'c1', message: 'm2', tool: 'write' }
const streamed = (from: number, text: string): Event => ({ type: 'part.delta', part: 'c1', from, text })

function open() {
  const stage = createStage()
  stage.server.append(ref, ...answering, called)
  const draws = { content: 0 }
  const hook = renderHook(
    () => ({
      path: useToolArgument<string>(ref, 'c1', 'path'),
      lines: useToolArgument<number[]>(ref, 'c1', ['range', 'lines']),
      whole: useToolArgument(ref, 'c1', []),
      content: (() => {
        draws.content += 1
        return useToolArgument<string>(ref, 'c1', 'content')
      })(),
    }),
    { wrapper: stage.wrapper },
  )
  stage.pass()
  return { ...stage, ...hook, draws }
}

test('[H4] an argument is there while the model writes it, and complete when its value is', () => {
  const { result, server, pass } = open()
  expect(result.current.path).toEqual({ value: undefined, isComplete: false })
  const pieces = [
    '{"path":"src/',
    'a.ts","range":{"lines":[1',
    ',2',
    ']},"content":"let \\',
    'u00e9 = 1',
    '"}',
  ]
  const seen: unknown[] = []
  let from = 0
  for (const piece of pieces) {
    server.append(ref, streamed(from, piece))
    from += piece.length
    pass()
    const { path, lines, content } = result.current
    seen.push([path.value, path.isComplete, lines.value, content.value, content.isComplete])
  }
  expect(seen).toEqual([
    ['src/', false, undefined, undefined, false],
    ['src/a.ts', true, [], undefined, false],
    ['src/a.ts', true, [1], undefined, false],
    ['src/a.ts', true, [1, 2], 'let ', false],
    ['src/a.ts', true, [1, 2], 'let é = 1', false],
    ['src/a.ts', true, [1, 2], 'let é = 1', true],
  ])
  expect(result.current.whole).toMatchObject({ value: { path: 'src/a.ts' }, isComplete: true })
})

test('[H4] a call that is ready shows what it is run with, also where a person has edited it', () => {
  const { result, server, pass } = open()
  server.append(
    ref,
    streamed(0, '{"path":"a.ts"}'),
    { type: 'tool.ready', call: 'c1' },
    { type: 'step.settled', step: 's1', outcome: 'completed' },
    { type: 'approval.requested', approval: 'a1', run: 'r1', call: 'c1', question: 'Write?' },
  )
  pass()
  expect(result.current.path).toEqual({ value: 'a.ts', isComplete: true })
  server.append(ref, {
    type: 'approval.decided',
    approval: 'a1',
    decision: 'approved',
    arguments: { path: 'b.ts' },
  })
  pass()
  expect(result.current.path).toEqual({ value: 'b.ts', isComplete: true })
  expect(result.current.content).toEqual({ value: undefined, isComplete: false })
})

test('[H4] what was cut off keeps what was streamed, and says that it is not complete', () => {
  const { result, server, pass } = open()
  server.append(ref, streamed(0, '{"path":"a.ts","content":"let'), {
    type: 'step.settled',
    step: 's1',
    outcome: 'stopped',
  })
  pass()
  expect(result.current.content).toEqual({ value: 'let', isComplete: false })
})

test('[H4][C5] neither the text beside a call nor another argument draws an argument again', () => {
  const { server, pass, draws, result } = open()
  server.append(ref, streamed(0, '{"content":"done","path":"'))
  pass()
  const before = draws.content
  const { content } = result.current
  server.append(ref, delta(0, 'Meanwhile'))
  pass()
  expect([draws.content, result.current.content]).toEqual([before, content])
})

test('[H4] 4,000 deltas of a call are read to the last byte', () => {
  const { result, server, pass } = open()
  const line = 'const x = \\"1\\";\\n'
  const events: Event[] = [streamed(0, '{"content":"')]
  for (let count = 0, from = 12; count < 4_000; count++, from += line.length)
    events.push(streamed(from, line))
  for (let at = 0; at < events.length; at += 400) {
    server.append(ref, ...events.slice(at, at + 400))
    pass(20)
  }
  pass()
  expect(result.current.content.value).toBe('const x = "1";\n'.repeat(4_000))
})
