/** A name of a program as words: `orderId` and `order_id` become `Order id`. */
export function wordsOf(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[_-]+/g, ' ')
    .trim()
  return words === '' ? name : words.slice(0, 1).toUpperCase() + words.slice(1)
}
