/** The line under a list: where the page stands, and how many items there are. */
export function label({ number, count, total }) {
  if (total === 0) return 'No items'
  return `Page ${number} of ${count}, ${total} ${total === 1 ? 'item' : 'items'}`
}
