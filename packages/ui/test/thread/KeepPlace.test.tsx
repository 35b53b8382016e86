import { cleanup, render } from '@testing-library/react'
import { createRef } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { KeepPlace } from '../../src/thread/KeepPlace.tsx'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('[F7] rows in front move what is read by their height, and rows that all give way to others by nothing', () => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const place = this.isConnected ? [...(this.parentElement?.children ?? [])].indexOf(this) : 0
    return new DOMRect(0, place * 40, 100, 40)
  })
  const viewport = createRef<HTMLDivElement>()
  const content = createRef<HTMLDivElement>()
  const page = (ids: readonly string[]) => (
    <div ref={viewport}>
      <div ref={content}>
        <KeepPlace first={ids[0] ?? null} viewport={viewport} content={content}>
          {ids.map(id => (
            <p key={id} id={id} />
          ))}
        </KeepPlace>
      </div>
    </div>
  )
  const { rerender } = render(page(['c', 'd']))
  const element = viewport.current as HTMLElement
  element.scrollTop = 500
  rerender(page(['a', 'b', 'c', 'd']))
  expect(element.scrollTop).toBe(580)
  document.getElementById('a')?.before(document.createElement('hr'))
  rerender(page(['x', 'y']))
  expect(element.scrollTop).toBe(580)
})
