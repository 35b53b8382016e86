import { setOwn } from '@sluice/fold'
import type { Json } from '@sluice/protocol'

/** The way to a value: keys of objects and indices of arrays. */
export type JsonPath = readonly (string | number)[]

/** A value as far as it was read. */
export interface PartialJson {
  /** Undefined where nothing of it was read. */
  readonly value: Json | undefined
  readonly isComplete: boolean
}

/** Reads JSON that arrives in pieces. */
export interface JsonReader {
  /** Reads on. Each character is looked at once; after one that cannot stand there nothing more is read. */
  push(text: string): void
  /** What was read at a path. Strings, arrays and objects are there as far as they go; numbers and words when they are complete. */
  at(path: JsonPath): PartialJson
  /** How many characters were looked at. */
  length(): number
}

/** An array or object that is not closed yet. */
interface Frame {
  readonly container: Json[] | Record<string, Json>
  /** Where the value that is being read belongs; null between two. */
  key: string | null
}

type Mode =
  | 'value'
  | 'item'
  | 'key'
  | 'name'
  | 'colon'
  | 'after'
  | 'string'
  | 'escape'
  | 'word'
  | 'end'
  | 'failed'

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const isSpace = (char: string): boolean => char === ' ' || char === '\n' || char === '\r' || char === '\t'

/** What ends a run of plain characters of a string: everything below a space too. */
const special = /["\\]|[^ -\uffff]/g

const nothing: PartialJson = { value: undefined, isComplete: false }

/** What stands under a key of an object or an index of an array; undefined when there is nothing. */
export function child(node: Json | undefined, key: string): Json | undefined {
  const isContainer = typeof node === 'object' && node !== null && !(Array.isArray(node) && key === 'length')
  return isContainer && Object.hasOwn(node, key) ? (node as Record<string, Json>)[key] : undefined
}

function set(container: Frame['container'], key: string, value: Json): void {
  if (Array.isArray(container)) container[Number(key)] = value
  else setOwn(container, key, value)
}

/** Creates a reader of one JSON text, which has read nothing. */
export function createJsonReader(): JsonReader {
  const frames: Frame[] = []
  let mode: Mode = 'value'
  let root: Json | undefined
  let length = 0
  /** What was read of the string, key or word that is open. */
  let text = ''
  /** The last piece of it: to look at the end of the text itself would copy it each time. */
  let tail = ''
  /** What was read of an escape, without its backslash. */
  let escaped = ''
  let isKey = false

  const top = (): Frame | undefined => frames.at(-1)

  function extend(piece: string): void {
    text += piece
    tail = piece || tail
  }

  function settle(value: Json): void {
    const frame = top()
    if (frame === undefined) root = value
    else {
      set(frame.container, frame.key ?? '', value)
      frame.key = null
    }
    mode = frame === undefined ? 'end' : 'after'
  }

  function settleWord(): void {
    try {
      settle(JSON.parse(text) as Json)
    } catch {
      mode = 'failed'
    }
  }

  function begin(char: string): void {
    const frame = top()
    if (frame !== undefined && Array.isArray(frame.container)) frame.key = `${frame.container.length}`
    text = ''
    tail = ''
    isKey = false
    if (char === '"') mode = 'string'
    else if (char === '{' || char === '[') {
      frames.push({ container: char === '{' ? {} : [], key: null })
      mode = char === '{' ? 'key' : 'item'
    } else if (/[-\dtfn]/.test(char)) {
      text = char
      mode = 'word'
    } else mode = 'failed'
  }

  function close(char: string): void {
    const frame = top()
    const isMatch = frame !== undefined && Array.isArray(frame.container) === (char === ']')
    if (!isMatch) {
      mode = 'failed'
      return
    }
    frames.pop()
    settle(frame.container as Json)
  }

  function separate(char: string): void {
    const isArray = Array.isArray(top()?.container)
    if (char === ',') mode = isArray ? 'value' : 'name'
    else if (char === ']' || char === '}') close(char)
    else mode = 'failed'
  }

  function endString(): void {
    const frame = top()
    if (isKey && frame !== undefined) {
      frame.key = text
      mode = 'colon'
    } else settle(text)
  }

  function readEscape(char: string): void {
    escaped += char
    const isHex = escaped.startsWith('u')
    if (isHex && escaped.length < 5) {
      if (escaped.length > 1 && !/[\da-fA-F]/.test(char)) mode = 'failed'
      return
    }
    const meant = isHex ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16)) : escapes[escaped]
    if (meant === undefined || (isHex && !/^u[\da-fA-F]{4}$/.test(escaped))) mode = 'failed'
    else {
      extend(meant)
      mode = 'string'
    }
  }

  /** Takes one character outside of the plain run of a string. */
  function take(char: string): void {
    if (mode === 'string') {
      if (char === '"') endString()
      else if (char === '\\') {
        escaped = ''
        mode = 'escape'
      } else mode = 'failed'
    } else if (mode === 'escape') readEscape(char)
    else if (mode === 'word') {
      if (/[-+.\w]/.test(char)) text += char
      else {
        settleWord()
        take(char)
      }
    } else if (isSpace(char) || mode === 'failed') return
    else if (mode === 'value') begin(char)
    else if (mode === 'item') char === ']' ? close(char) : begin(char)
    else if (mode === 'after') separate(char)
    else if (mode === 'colon') mode = char === ':' ? 'value' : 'failed'
    else if (mode === 'key' && char === '}') close(char)
    else if ((mode === 'key' || mode === 'name') && char === '"') {
      text = ''
      tail = ''
      isKey = true
      mode = 'string'
    } else mode = 'failed'
  }

  /** What was read of the value that nothing is open in. */
  const openText = (): Json | undefined =>
    (mode === 'string' || mode === 'escape') && !isKey
      ? // Half of a pair is not shown before its other half is there. [E2]
        /[\ud800-\udbff]$/.test(tail)
        ? text.slice(0, -1)
        : text
      : undefined

  /** The open containers from a depth on, copied, with what is open in each in its place. */
  function openValue(depth: number): Json | undefined {
    let value = openText()
    for (let index = frames.length - 1; index >= depth; index--) {
      const { container, key } = frames[index] as Frame
      const copy = Array.isArray(container) ? [...container] : { ...container }
      if (value !== undefined && key !== null) set(copy, key, value)
      value = copy as Json
    }
    return value
  }

  return {
    push(piece) {
      for (let at = 0; at < piece.length && mode !== 'failed'; at++) {
        if (mode === 'string') {
          special.lastIndex = at
          const end = special.exec(piece)?.index ?? piece.length
          extend(piece.slice(at, end))
          at = end
          if (end === piece.length) break
        }
        take(piece.charAt(at))
      }
      length += piece.length
    },
    at(path) {
      let settled: Json | undefined = root
      let depth = 0
      if (root === undefined) {
        while (depth < path.length && frames[depth]?.key === `${path[depth]}`) depth++
        if (depth === path.length) return { value: openValue(depth), isComplete: false }
        settled = frames[depth]?.container as Json | undefined
      }
      for (; depth < path.length; depth++) settled = child(settled, `${path[depth]}`)
      return settled === undefined ? nothing : { value: settled, isComplete: true }
    },
    length: () => length,
  }
}
