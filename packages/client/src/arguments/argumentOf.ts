import type { ToolCallPart } from '@sluice/fold'
import type { Id, Json } from '@sluice/protocol'
import { derived } from '../derived.ts'
import type { Readable } from '../readable.ts'
import type { SessionStore } from '../session/SessionStore.ts'
import {
  child,
  createJsonReader,
  type JsonPath,
  type JsonReader,
  type PartialJson,
} from './createJsonReader.ts'

/** How far the arguments of a call were read. */
interface Reading {
  reader: JsonReader
  text: string
}

const readings = new WeakMap<SessionStore, Map<Id, Reading>>()

const absent: PartialJson = { value: undefined, isComplete: false }

/** Reads on to what was streamed. A text that does not go on from what was read is read anew. */
function readingOf(store: SessionStore, { id, argumentsText }: ToolCallPart): JsonReader {
  const known = readings.get(store) ?? new Map<Id, Reading>()
  readings.set(store, known)
  const reading = known.get(id) ?? { reader: createJsonReader(), text: '' }
  known.set(id, reading)
  if (reading.text === argumentsText) return reading.reader
  if (!argumentsText.startsWith(reading.text)) {
    reading.reader = createJsonReader()
    reading.text = ''
  }
  reading.reader.push(argumentsText.slice(reading.text.length))
  reading.text = argumentsText
  return reading.reader
}

/**
 * One argument of a tool call while it streams: as far as it was read, and complete once it is. All paths of a call share one reader, which looks at
 * each character once; a complete call shows what it is run with, which a person may have edited. [H4]
 */
export function argumentOf(store: SessionStore, call: Id, path: JsonPath): Readable<PartialJson> {
  const source = store.part(call)
  let part: unknown
  let last = absent

  function read(): PartialJson {
    const found = source.getSnapshot()
    if (found?.kind !== 'tool-call') return absent
    if (found.status === 'called') return readingOf(store, found).at(path)
    readings.get(store)?.delete(call)
    if (found.arguments === null) {
      // A call that was cut off has nothing but what was streamed.
      const reader = createJsonReader()
      reader.push(found.argumentsText)
      return { value: reader.at(path).value, isComplete: false }
    }
    const value = path.reduce<Json | undefined>((node, key) => child(node, `${key}`), found.arguments)
    return { value, isComplete: value !== undefined }
  }

  return derived([source], () => {
    const found = source.getSnapshot()
    if (found === part) return last
    part = found
    const next = read()
    if (next.value !== last.value || next.isComplete !== last.isComplete) last = next
    return last
  })
}
