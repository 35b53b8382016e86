import { afterEach, expect, test } from 'vitest'
import { giveBack, heldRows, hold } from '../../src/thread/held.ts'

afterEach(() => document.body.replaceChildren())

/** Rows as a thread draws them, one message in each. */
function draw(count: number, wordOf = (index: number) => `Answer ${index}.`): HTMLElement {
  const feed = document.createElement('div')
  for (let index = 0; index < count; index++) {
    const row = document.createElement('div')
    row.dataset.sluice = 'thread-row'
    row.dataset.index = String(index)
    row.innerHTML = `<article data-sluice="message" id="message-a${index}" tabindex="-1"><p>${wordOf(index)}</p><button>Copy</button></article>`
    feed.append(row)
  }
  document.body.replaceChildren(feed)
  return feed
}

const find = (index: number, selector: string) =>
  document.querySelector<HTMLElement>(`#message-a${index} ${selector}`)

function select(from: number, to: number): void {
  const [anchor, focus] = [find(from, 'p')?.firstChild, find(to, 'p')?.firstChild]
  if (anchor && focus) document.getSelection()?.setBaseAndExtent(anchor, 2, focus, 6)
}

const held = (feed: HTMLElement) => heldRows(feed).filter(index => index >= 0)

test('[K31] the rows of a selection are held, whichever way it was made, until it is given up', () => {
  const feed = draw(10)
  select(3, 5)
  expect(new Set(held(feed))).toEqual(new Set([3, 4, 5]))
  select(5, 3)
  expect(new Set(held(feed))).toEqual(new Set([3, 4, 5]))
  document.getSelection()?.collapseToStart()
  expect(held(feed)).toEqual([])
})

test('[K31] of a selection over more rows than stand in the flow, and of one that goes beyond them, only the ends are held', () => {
  const feed = draw(400)
  select(20, 390)
  expect(held(feed)).toEqual([20, 390])
  const text = find(7, 'p')?.firstChild
  if (text) document.getSelection()?.setBaseAndExtent(text, 0, document.body, 1)
  expect(held(feed)).toEqual([7])
})

test('[K31] the row with the focus and those with an open editor are held', () => {
  const feed = draw(10)
  find(2, 'button')?.focus()
  find(6, 'p')?.setAttribute('data-sluice', 'message-editor')
  expect(held(feed)).toEqual([2, 6])
})

test('[K31] focus and selection are given back to rows that are drawn anew, and nothing to what says something else', () => {
  const before = draw(10)
  find(4, 'button')?.focus()
  select(3, 5)
  const kept = hold(before)
  draw(10)
  expect(document.activeElement).toBe(document.body)
  giveBack(kept)
  expect(document.activeElement).toBe(find(4, 'button'))
  expect(document.getSelection()?.anchorNode?.textContent).toBe('Answer 3.')
  expect(document.getSelection()?.focusNode?.textContent).toBe('Answer 5.')
  expect(document.getSelection()?.toString()).toBe(kept.selected?.text)
  draw(10, index => `Another answer ${index}.`)
  giveBack(kept)
  expect(document.getSelection()?.toString()).toBe('')
})
