import { cleanup, fireEvent, render } from '@testing-library/react'
import { createRef } from 'react'
import { afterEach, expect, test } from 'vitest'
import { mergeProps } from '../../src/part/mergeProps.ts'
import { type PartProps, usePartElement } from '../../src/part/usePartElement.tsx'

afterEach(cleanup)

const said: string[] = []

function Button(props: PartProps<'button'>) {
  return usePartElement('button', 'button', { isOpen: true, isShut: false, count: 3 }, props, {
    type: 'button',
    className: 'own',
    onClick: () => said.push('own'),
  })
}

test('[K1] the caller’s handler runs first and can keep the part’s from running', () => {
  said.length = 0
  const { rerender, getByRole } = render(<Button onClick={() => said.push('caller')} />)
  fireEvent.click(getByRole('button'))
  expect(said).toEqual(['caller', 'own'])
  rerender(
    <Button
      onClick={event => {
        event.preventDefault()
        said.push('only me')
      }}
    />,
  )
  fireEvent.click(getByRole('button'))
  expect(said).toEqual(['caller', 'own', 'only me'])
})

test('[K1] classes are joined, styles merged, other props replaced', () => {
  expect(
    mergeProps(
      { className: 'a', style: { color: 'red', margin: 1 }, title: 'ours', id: 'x' },
      { className: 'b', style: { color: 'blue' }, title: 'theirs', id: undefined },
    ),
  ).toEqual({ className: 'a b', style: { color: 'blue', margin: 1 }, title: 'theirs', id: 'x' })
})

test('[K1] state becomes data attributes, of which false ones are left out', () => {
  const { getByRole } = render(<Button />)
  expect({ ...getByRole('button').dataset }).toEqual({ sluice: 'button', isOpen: '', count: '3' })
})

test('[K1] the refs of the caller and of the element in render are both set, and both let go', () => {
  const [caller, element] = [createRef<HTMLElement>(), createRef<HTMLElement>()]
  const { unmount } = render(
    <Button ref={caller as React.Ref<HTMLButtonElement>} render={<a href="#x" ref={element as never} />} />,
  )
  expect(caller.current?.tagName).toBe('A')
  expect(element.current).toBe(caller.current)
  unmount()
  expect([caller.current, element.current]).toEqual([null, null])
})
