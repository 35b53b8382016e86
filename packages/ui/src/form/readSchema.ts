import type { Json, JsonObject } from '@sluice/protocol'
import type { Field, FieldKind, GroupEntry, Option } from './Field.ts'

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** A text that may be longer than this is written in several lines. */
const LONG_TEXT = 160

/** A schema that refers to itself is followed so far. */
const MOST_REFERENCES = 16

/** Reads what is escaped in a reference; what is no escape stands for itself. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

function at(root: Json, reference: string): Json | undefined {
  const keys = reference.slice(1).split('/').slice(1)
  return keys.reduce<Json | undefined>((node, key) => {
    const name = unescaped(key).replaceAll('~1', '/').replaceAll('~0', '~')
    return isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined
  }, root)
}

const isNothing = (schema: Json): boolean =>
  isObject(schema) && (schema.type === 'null' || schema.const === null)

/** Follows references inside of the document, and takes the one alternative that is something. What stands beside them goes over them. */
function followed(schema: Json, root: Json): JsonObject {
  let now: JsonObject = isObject(schema) ? schema : {}
  for (let steps = 0; steps < MOST_REFERENCES; steps++) {
    const { $ref, ...rest } = now
    if (typeof $ref === 'string' && $ref.startsWith('#')) {
      const target = at(root, $ref)
      now = isObject(target) ? { ...target, ...rest } : rest
      continue
    }
    const word = listOf(now.anyOf).some(isNothing) ? 'anyOf' : 'oneOf'
    const real = listOf(now[word]).filter(alternative => !isNothing(alternative))
    const [only] = real
    if (real.length !== 1 || !isObject(only)) return now
    const { [word]: _, ...beside } = now
    now = { ...only, ...beside }
  }
  return now
}

/** The type of what may also be nothing. */
const typeOf = ({ type }: JsonObject): Json | undefined =>
  Array.isArray(type)
    ? type.filter(one => one !== 'null').length === 1
      ? type.find(one => one !== 'null')
      : undefined
    : type

const labelOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

function optionsOf(schema: JsonObject): readonly Option[] {
  if (Array.isArray(schema.enum))
    return schema.enum.filter(value => value !== null).map(value => ({ value, label: labelOf(value) }))
  const alternatives = listOf(schema.oneOf ?? schema.anyOf)
  const named = alternatives.flatMap((alternative): Option[] =>
    isObject(alternative) && alternative.const !== undefined && alternative.const !== null
      ? [{ value: alternative.const, label: textOf(alternative.title) ?? labelOf(alternative.const) }]
      : [],
  )
  return named.length === alternatives.filter(alternative => !isNothing(alternative)).length ? named : []
}

const INPUTS = { email: 'email', uri: 'url', url: 'url', date: 'date', time: 'time' } as const

function textField({ format, maxLength }: JsonObject): FieldKind {
  const type =
    typeof format === 'string' && Object.hasOwn(INPUTS, format)
      ? INPUTS[format as keyof typeof INPUTS]
      : 'text'
  const long = type === 'text' && typeof maxLength === 'number' && maxLength > LONG_TEXT
  return { kind: 'text', long: long || format === 'multiline', type }
}

function entriesOf({ properties, required }: JsonObject): readonly GroupEntry[] {
  const names = listOf(required)
  return Object.entries(isObject(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    schema: isObject(schema) ? schema : {},
    required: names.includes(name),
  }))
}

/** Lists in lists deeper than this are written as JSON; a schema may refer to itself. */
const DEEPEST_LIST = 3

function kindOf(schema: JsonObject, root: Json, depth = 0): FieldKind {
  if (schema.const !== undefined) return { kind: 'fixed', value: schema.const }
  const options = optionsOf(schema)
  if (options.length > 0) return { kind: 'one-of', options }
  switch (typeOf(schema)) {
    case 'string':
      return textField(schema)
    case 'number':
    case 'integer':
      return { kind: 'number', whole: typeOf(schema) === 'integer' }
    case 'boolean':
      return { kind: 'yes-no' }
    case 'object':
      return isObject(schema.properties) ? { kind: 'group', entries: entriesOf(schema) } : { kind: 'json' }
    case 'array': {
      const item = followed(schema.items ?? {}, root)
      const some = optionsOf(item)
      if (some.length > 0) return { kind: 'some-of', options: some }
      const isPlain = depth < DEEPEST_LIST && kindOf(item, root, depth + 1).kind !== 'json'
      return isPlain ? { kind: 'list', item } : { kind: 'json' }
    }
    default:
      return { kind: 'json' }
  }
}

/** Reads what stands in a form for a schema; `root` is the document that its references are in. Whatever no form of ours fits is JSON. */
export function readSchema(schema: Json, root: Json): Field {
  const own = followed(schema, root)
  return {
    schema: own,
    field: kindOf(own, root),
    title: textOf(own.title),
    description: textOf(own.description),
  }
}

/** A text written in more than a line, or as long as this, gets several lines. */
const LONG_VALUE = 40

/** The schema of a value that nobody gave one for: values of the same kinds under the same names. */
export function inferSchema(value: Json): JsonObject {
  if (typeof value === 'string')
    return value.includes('\n') || value.length > LONG_VALUE
      ? { type: 'string', minLength: 0, format: 'multiline' }
      : { type: 'string', minLength: 0 }
  if (typeof value === 'number') return { type: 'number' }
  if (typeof value === 'boolean') return { type: 'boolean' }
  if (Array.isArray(value)) {
    const kinds = new Set(value.map(item => typeof item))
    const [first] = value
    const isPlain = kinds.size === 1 && first !== undefined && typeof first !== 'object'
    return isPlain ? { type: 'array', items: inferSchema(first) } : {}
  }
  if (!isObject(value) || Object.keys(value).length === 0) return {}
  const properties = Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, inferSchema(item)]),
  )
  return { type: 'object', properties, required: Object.keys(value) }
}
