import type { TestPage } from '@sluice/testkit/react'
import { cleanup, fireEvent } from '@testing-library/react'
import { createRef, type ReactElement } from 'react'
import { expect, test } from 'vitest'
import { type OpenPage, type OpenPageOptions, openPage } from './openPage.tsx'

type Draw = (props: Record<string, unknown>) => ReactElement

/** What a part promises; `state` are the `data-*` attributes that it has in the prepared session. */
export interface Promises {
  readonly prepare?: (page: TestPage) => void
  readonly state?: Readonly<Record<string, string>>
  readonly options?: OpenPageOptions
  /** What is done on the page before the part is there. */
  readonly perform?: (page: OpenPage) => void
}

function drawn(
  draw: Draw,
  props: Record<string, unknown>,
  { prepare, options, perform }: Promises,
): HTMLElement {
  cleanup()
  const ref = createRef<HTMLElement>()
  const page = openPage(draw({ ...props, ref }), prepare, options)
  perform?.(page)
  if (!ref.current) throw new Error('The part did not set its ref.')
  return ref.current
}

/** Tests that a part is one element that forwards ref, class, style and handlers, exposes its state, and can become another element. */
export function testPart(part: string, draw: Draw, promises: Promises = {}): void {
  const { state = {} } = promises
  test(`[K1] ${part} forwards ref, class, style and handlers, exposes its state, and becomes another element`, () => {
    const order: string[] = []
    const element = drawn(
      draw,
      {
        className: 'mine',
        style: { color: 'rgb(1, 2, 3)' },
        'data-mine': 'yes',
        onPointerDown: () => order.push('mine'),
      },
      promises,
    )
    fireEvent.pointerDown(element)
    expect(element.dataset.sluice).toBe(part)
    expect(element.className).toContain('mine')
    expect(element.style.color).toBe('rgb(1, 2, 3)')
    expect(element.dataset.mine).toBe('yes')
    expect(order).toEqual(['mine'])
    for (const [name, value] of Object.entries(state)) expect(element.getAttribute(name)).toBe(value)

    const other = drawn(draw, { className: 'mine', render: <div className="theirs" /> }, promises)
    expect(other.tagName).toBe('DIV')
    expect(other.dataset.sluice).toBe(part)
    expect(other.className.split(' ')).toEqual(expect.arrayContaining(['mine', 'theirs']))

    const made = drawn(
      draw,
      { render: (props: object, now: object) => <div {...props} data-made={typeof now} /> },
      promises,
    )
    expect(made.dataset.made).toBe('object')
  })
}
