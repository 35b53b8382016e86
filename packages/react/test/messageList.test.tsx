import type { Event } from '@sluice/protocol'
import { MessageList, PartText, useMessage } from '@sluice/react'
import { act, render } from '@testing-library/react'
import fc from 'fast-check'
import { Profiler } from 'react'
import { describe, expect, test } from 'vitest'
import { groupItems, type ItemGroup } from '../src/messageList/groupItems.ts'
import { answering, createStage, delta, ref } from './support/createStage.tsx'

const said = (count: number): readonly Event[] => [
  { type: 'session.created', agent: 'triage', owner: 'ann' },
  ...Array.from(
    { length: count },
    (_, index): Event => ({
      type: 'message.added',
      message: `q${index}`,
      role: 'user',
      after: index === 0 ? null : `q${index - 1}`,
      parts: [{ part: `q${index}-p`, kind: 'text', text: `Question ${index}` }],
    }),
  ),
]

const drawn: string[] = []

function Row({ id }: { readonly id: string }) {
  drawn.push(id)
  const parts = useMessage(ref, id)?.parts ?? []
  return (
    <p>
      {parts.map(slot => {
        const part = typeof slot === 'string' ? slot : slot.id
        return <PartText key={part} session={ref} part={part} />
      })}
    </p>
  )
}

const drawRow = (id: string) => <Row id={id} />

test('[C5] a delta draws the text of its part and no row, and a new message draws itself alone', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...said(150))
  const commits = { count: 0 }
  drawn.length = 0
  const { container } = render(
    <Profiler
      id="list"
      onRender={() => {
        commits.count += 1
      }}
    >
      <MessageList session={ref}>{drawRow}</MessageList>
    </Profiler>,
    { wrapper },
  )
  pass()
  expect(container.querySelectorAll('p')).toHaveLength(150)
  const elements = [...container.querySelectorAll('p')]
  drawn.length = 0
  server.append(
    ref,
    { type: 'run.started', run: 'r1', trigger: 'q149' },
    { type: 'step.started', step: 's1', run: 'r1', kind: 'model' },
    { type: 'message.added', message: 'm2', role: 'assistant', after: 'q149', run: 'r1', step: 's1' },
    { type: 'part.added', message: 'm2', part: 'p2', kind: 'text' },
  )
  pass()
  expect([...container.querySelectorAll('p')].slice(0, 150)).toEqual(elements)
  expect(new Set(drawn)).toEqual(new Set(['m2']))
  drawn.length = 0
  commits.count = 0
  let text = ''
  for (const word of ['Be', 'cau', 'se', ' of ', '👩‍👩‍👧.']) {
    server.append(ref, delta(text.length, word))
    text += word
    pass()
    expect(container.querySelector('p:last-child')?.textContent).toBe(text)
  }
  expect([drawn, commits.count]).toEqual([[], 0])
  server.append(ref, { type: 'step.settled', step: 's1', outcome: 'completed' })
  pass()
  expect(container.querySelector('p:last-child')?.textContent).toBe(text)
  expect(drawn.every(id => id === 'm2')).toBe(true)
})

test('[H6] the text of a part follows a part that is another one, and one that says less', () => {
  const { wrapper, server, pass } = createStage()
  server.append(ref, ...answering, delta(0, 'Because'))
  const { container, rerender } = render(<PartText session={ref} part="p1" />, { wrapper })
  pass()
  expect(container.textContent).toBe('Why?')
  rerender(<PartText session={ref} part="p2" />)
  expect(container.textContent).toBe('Because')
  server.append(ref, delta(7, ' so'))
  pass()
  expect(container.textContent).toBe('Because so')
  server.append(
    ref,
    { type: 'step.settled', step: 's1', outcome: 'completed' },
    { type: 'run.settled', run: 'r1', outcome: 'completed' },
  )
  pass()
  act(() => server.append(ref, { type: 'message.redacted', message: 'm2' }))
  pass()
  expect(container.textContent).toBe('')
})

describe('[C5] the groups of a list', () => {
  const keyOf = (item: string) => item
  const flat = (groups: readonly ItemGroup<string>[]) => groups.flatMap(({ items }) => items)
  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `i${from + index}`)

  test('[C5] hold every item once and in order, at most 32 each, whatever the list was before', () => {
    const lists = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 150 }), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(lists, lists => {
        let groups: readonly ItemGroup<string>[] = []
        for (const list of lists) {
          const items = list.map(String)
          groups = groupItems(items, groups, keyOf)
          expect(flat(groups)).toEqual(items)
          expect(groups.every(({ items }) => items.length > 0 && items.length <= 32)).toBe(true)
          expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length)
        }
      }),
    )
  })

  test('[C5] stay the same where nothing changed, and keep their keys when something came before or after', () => {
    const first = groupItems(names(100, 200), [], keyOf)
    const appended = groupItems(names(100, 202), first, keyOf)
    expect(appended.slice(0, 3)).toEqual(first.slice(0, 3))
    expect(appended.slice(0, 3).every((group, at) => group === first[at])).toBe(true)
    expect(appended.map(({ key }) => key)).toEqual(first.map(({ key }) => key))
    const prepended = groupItems(names(50, 202), appended, keyOf)
    expect(prepended.slice(-appended.length).every((group, at) => group === appended[at])).toBe(true)
    expect(prepended.slice(0, 2).map(({ items }) => items.length)).toEqual([18, 32])
  })

  test('[C5] stay the same when the oldest items go, also as the items of groups, and when those come back', () => {
    const first = groupItems(names(0, 300), [], keyOf)
    const outer = groupItems(first, [], ({ key }) => key)
    const rest = groupItems(names(100, 301), first, keyOf)
    expect(rest.slice(1, -1).every((group, at) => group === first[4 + at])).toBe(true)
    expect(rest.map(({ key }) => key)).toEqual(first.slice(3).map(({ key }) => key))
    expect(rest[0]?.items).toEqual(names(100, 128))
    expect(groupItems(rest, outer, ({ key }) => key).map(({ key }) => key)).toEqual(['i0'])
    const back = groupItems(names(0, 301), rest, keyOf)
    expect(flat(back)).toEqual(names(0, 301))
    expect(back.slice(-rest.length).every((group, at) => group === rest[at])).toBe(true)
    expect(new Set(back.map(({ key }) => key)).size).toBe(back.length)
  })
})
