/** JSON that is still being written: what is there so far, and where reading stopped. */
export interface PartialJson {
  /** The text that was read. */
  readonly source: string
  /** The value so far; undefined before its first character, or when the text is not JSON. An unfinished string or object holds what came. */
  readonly value: unknown
  readonly status: 'open' | 'complete' | 'malformed'
}

type Container = unknown[] | Map<string, unknown>

interface Frame {
  readonly container: Container
  key: string | null
  expects: 'key' | 'colon' | 'value' | 'comma'
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  '\\': '\\',
  '/': '/',
}
const LITERAL_END = /[\s,\]}]/
/** Deeper nesting than any log may hold. */
const DEEPEST = 64

/** Objects become ones without a prototype, so that a key named `__proto__` is a key. */
function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain)
  if (!(value instanceof Map)) return value
  const object: Record<string, unknown> = Object.create(null)
  for (const [key, item] of value) object[key] = toPlain(item)
  return object
}

/** Reads JSON as it arrives, each character once. */
export function createPartialJson() {
  let source = ''
  let status: PartialJson['status'] = 'open'
  let root: unknown
  let hasRoot = false
  let text: { value: string; escape: string | null } | null = null
  let literal = ''
  let pending: string | null = null
  const frames: Frame[] = []
  let read: PartialJson = { source, value: undefined, status }

  function place(value: unknown) {
    const frame = frames.at(-1)
    if (!frame) {
      root = value
      hasRoot = true
      return
    }
    if (Array.isArray(frame.container)) frame.container.push(value)
    else frame.container.set(frame.key ?? '', value)
    frame.expects = 'comma'
  }

  function replaceLast(value: unknown) {
    const frame = frames.at(-1)
    if (!frame) root = value
    else if (Array.isArray(frame.container)) frame.container[frame.container.length - 1] = value
    else frame.container.set(frame.key ?? '', value)
  }

  function endString() {
    const value = text?.value ?? ''
    const frame = frames.at(-1)
    text = null
    if (frame?.expects !== 'key') return replaceLast(value)
    frame.key = value
    frame.expects = 'colon'
  }

  function readString(character: string) {
    if (!text) return
    if (text.escape === null) {
      if (character === '"') endString()
      else if (character === '\\') text.escape = ''
      else text.value += character
      return
    }
    text.escape += character
    if (text.escape[0] !== 'u') {
      const plain = ESCAPES[character]
      if (plain === undefined) status = 'malformed'
      text.value += plain ?? ''
      text.escape = null
    } else if (text.escape.length === 5) {
      const code = Number.parseInt(text.escape.slice(1), 16)
      if (Number.isNaN(code)) status = 'malformed'
      else text.value += String.fromCharCode(code)
      text.escape = null
    }
  }

  function endLiteral() {
    try {
      place(JSON.parse(literal))
    } catch {
      // Not true, false, null or a number.
      status = 'malformed'
    }
    literal = ''
  }

  function open(container: Container, expects: Frame['expects']) {
    if (frames.length >= DEEPEST) {
      status = 'malformed'
      return
    }
    place(container)
    frames.push({ container, key: null, expects })
  }

  function close(character: string) {
    const frame = frames.pop()
    const isArray = Array.isArray(frame?.container)
    if (!frame || isArray !== (character === ']')) status = 'malformed'
  }

  function readStructure(character: string) {
    const frame = frames.at(-1)
    const expects = frame?.expects ?? (hasRoot ? 'comma' : 'value')
    if (character === '"' && (expects === 'key' || expects === 'value')) {
      text = { value: '', escape: null }
      if (expects === 'value') place('')
    } else if (character === '{' && expects === 'value') open(new Map(), 'key')
    else if (character === '[' && expects === 'value') open([], 'value')
    else if (character === '}' || character === ']') close(character)
    else if (character === ':' && expects === 'colon' && frame) frame.expects = 'value'
    else if (character === ',' && expects === 'comma' && frame)
      frame.expects = Array.isArray(frame.container) ? 'value' : 'key'
    else if (expects === 'value') literal = character
    else status = 'malformed'
  }

  function readCharacter(character: string) {
    if (text) return readString(character)
    if (literal && !LITERAL_END.test(character)) {
      literal += character
      return
    }
    if (literal) endLiteral()
    if (!/\s/.test(character)) readStructure(character)
  }

  return {
    /** Reads on to the end of `whole`, which starts with what was read before; another beginning is read afresh by a new reader. */
    read(whole: string): PartialJson {
      if (whole === read.source) return read
      for (let at = source.length; at < whole.length && status !== 'malformed'; at++)
        readCharacter(whole[at] ?? '')
      source = whole
      pending = text && frames.at(-1)?.expects !== 'key' ? text.value : null
      if (pending !== null) replaceLast(pending)
      const isComplete = hasRoot && frames.length === 0 && !text && !literal
      const value = status === 'malformed' ? undefined : toPlain(root)
      read = { source, value, status: status === 'malformed' ? status : isComplete ? 'complete' : 'open' }
      return read
    },
  }
}
