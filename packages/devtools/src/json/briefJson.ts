const MOST_DEPTH = 6

/**
 * The beginning of a value as JSON, up to about `most` characters; what does not fit or lies too deep is an ellipsis. Unlike
 * `JSON.stringify` it does no more work than it shows, and survives any nesting.
 */
export function briefJson(value: unknown, most = 240): string {
  let text = ''
  const write = (node: unknown, depth: number): void => {
    if (text.length > most) return
    if (typeof node === 'string') text += JSON.stringify(node.slice(0, most))
    else if (typeof node !== 'object' || node === null) text += String(node)
    else if (depth > MOST_DEPTH) text += '…'
    else if (Array.isArray(node)) writeItems('[', node.keys(), index => write(node[index], depth + 1), ']')
    else
      writeItems(
        '{',
        Object.keys(node),
        key => {
          text += `${JSON.stringify(key.slice(0, most))}:`
          write((node as Record<string, unknown>)[key], depth + 1)
        },
        '}',
      )
  }
  const writeItems = <T>(open: string, items: Iterable<T>, writeItem: (item: T) => void, close: string) => {
    text += open
    let isFirst = true
    for (const item of items) {
      if (text.length > most) return
      if (!isFirst) text += ','
      isFirst = false
      writeItem(item)
    }
    text += close
  }
  write(value, 0)
  return text.length > most ? `${text.slice(0, most)}…` : text
}
