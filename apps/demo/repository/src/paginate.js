import { checkSize } from './checkSize.js'

/** How many pages a list of `total` items fills. */
export function pageCount(total, size) {
  checkSize(size)
  return Math.floor(total / size)
}

/** One page of a list, counted from 1. A number beyond the last page gives the last page. */
export function paginate(items, { number = 1, size = 10 } = {}) {
  const count = Math.max(1, pageCount(items.length, size))
  const current = Math.min(Math.max(1, number), count)
  const start = (current - 1) * size
  return { items: items.slice(start, start + size), number: current, count, total: items.length }
}
