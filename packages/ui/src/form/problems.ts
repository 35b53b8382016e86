import { checkJsonSchema } from '@sluice/fold'
import type { Json, JsonObject } from '@sluice/protocol'
import type { Field } from './Field.ts'
import { readSchema } from './readSchema.ts'

/** What is wrong with an answer, by the name of its message. */
export type ProblemCode =
  | 'required'
  | 'tooShort'
  | 'tooLong'
  | 'tooSmall'
  | 'tooLarge'
  | 'notWhole'
  | 'tooFew'
  | 'tooMany'
  | 'notJson'
  | 'invalid'

/** What is wrong with an answer, and where. */
export interface Problem {
  /** An RFC 6901 pointer into the answer. */
  readonly pointer: string
  readonly code: ProblemCode
  /** The number that the code is about; null for one that has none. */
  readonly limit: number | null
}

/** A value while it is being written: nothing yet, or JSON. */
export type Draft = Json | undefined

const isObject = (value: Draft): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The entry of an object that is its own. */
export const entryOf = (value: Draft, name: string): Draft =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

/** The items of a list; none of another value. */
export const itemsOf = (value: Draft): readonly Json[] => (Array.isArray(value) ? value : [])

/** Adds a key to a pointer. */
export const pointerTo = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** A form in a form deeper than this is written as JSON; a schema may refer to itself. */
export const DEEPEST = 6

const isEmpty = (value: Draft, schema: JsonObject): boolean =>
  value === undefined || (value === '' && schema.minLength !== 0)

/** What a draft stands for: what must be there and can only be one thing is filled in, what need not be there and is empty is left out. */
export function complete(schema: Json, root: Json, value: Draft, required = true, depth = 0): Draft {
  const { field, schema: own } = readSchema(schema, root)
  if (field.kind === 'fixed') return required ? field.value : value
  if (field.kind === 'yes-no') return value ?? (required ? false : undefined)
  if (field.kind === 'some-of') return value ?? (required ? [] : undefined)
  if (field.kind === 'list') {
    if (!Array.isArray(value)) return value ?? (required ? [] : undefined)
    return itemsOf(value).map(item => complete(field.item, root, item, true, depth + 1) ?? null)
  }
  if (field.kind !== 'group' || depth > DEEPEST) return isEmpty(value, own) ? undefined : value
  const known = field.entries.flatMap(entry => {
    const item = complete(entry.schema, root, entryOf(value, entry.name), entry.required, depth + 1)
    return item === undefined ? [] : [[entry.name, item] as const]
  })
  const names = new Set(field.entries.map(({ name }) => name))
  const others = isObject(value) ? Object.entries(value).filter(([name]) => !names.has(name)) : []
  const entries = [...known, ...others]
  return entries.length === 0 && !required ? undefined : Object.fromEntries(entries)
}

const numberOf = (schema: JsonObject, word: string): number | null => {
  const limit = schema[word]
  return typeof limit === 'number' ? limit : null
}

type Found = Omit<Problem, 'pointer'>

const over = (code: ProblemCode, size: number, limit: number | null): Found[] =>
  limit !== null && size > limit ? [{ code, limit }] : []
const under = (code: ProblemCode, size: number, limit: number | null): Found[] =>
  limit !== null && size < limit ? [{ code, limit }] : []

/** Malformed limits, as a pattern that is none, are the server's to complain about. */
function fits(schema: Json, value: Json): boolean {
  try {
    return checkJsonSchema(schema, value) === null
  } catch {
    return true
  }
}

function problemsOfLeaf({ field, schema }: Field, value: Json): Found[] {
  const found: Found[] = []
  if (typeof value === 'string') {
    const length = [...value].length
    found.push(...under('tooShort', length, numberOf(schema, 'minLength')))
    found.push(...over('tooLong', length, numberOf(schema, 'maxLength')))
  }
  if (typeof value === 'number') {
    if (field.kind === 'number' && field.whole && !Number.isInteger(value))
      found.push({ code: 'notWhole', limit: null })
    found.push(...under('tooSmall', value, numberOf(schema, 'minimum')))
    found.push(...over('tooLarge', value, numberOf(schema, 'maximum')))
  }
  if (Array.isArray(value)) {
    found.push(...under('tooFew', value.length, numberOf(schema, 'minItems')))
    found.push(...over('tooMany', value.length, numberOf(schema, 'maxItems')))
  }
  return found
}

function findProblems(
  schema: Json,
  root: Json,
  value: Draft,
  { pointer, required, depth }: { pointer: string; required: boolean; depth: number },
): Problem[] {
  const read = readSchema(schema, root)
  if (value === undefined) return required ? [{ pointer, code: 'required', limit: null }] : []
  const own = problemsOfLeaf(read, value).map(found => ({ pointer, ...found }))
  const { field } = read
  if (field.kind === 'group' && isObject(value) && depth <= DEEPEST) {
    return field.entries.flatMap(entry =>
      findProblems(entry.schema, root, entryOf(value, entry.name), {
        pointer: pointerTo(pointer, entry.name),
        required: entry.required,
        depth: depth + 1,
      }),
    )
  }
  if (field.kind === 'list') {
    const inner = itemsOf(value).flatMap((item, index) =>
      findProblems(field.item, root, item ?? undefined, {
        pointer: pointerTo(pointer, index),
        required: true,
        depth: depth + 1,
      }),
    )
    return [...own, ...inner]
  }
  return own.length > 0 || fits(read.schema, value) ? own : [{ pointer, code: 'invalid', limit: null }]
}

/**
 * Says what is wrong with an answer, field by field, in the order of the form; nothing when it fits its schema. The server looks again: what is
 * found here is only found sooner.
 */
export function problemsOf(schema: Json, value: Draft): readonly Problem[] {
  const found = findProblems(schema, schema, value, { pointer: '', required: true, depth: 0 })
  if (found.length > 0 || value === undefined || fits(schema, value)) return found
  return [{ pointer: '', code: 'invalid', limit: null }]
}

/** What a form begins with: what its schema names as default. */
export function initialDraft(schema: Json, root: Json = schema, depth = 0): Draft {
  const { schema: own, field } = readSchema(schema, root)
  if (own.default !== undefined) return own.default
  if (field.kind !== 'group' || depth > DEEPEST) return undefined
  const entries = field.entries.flatMap(entry => {
    const value = initialDraft(entry.schema, root, depth + 1)
    return value === undefined ? [] : [[entry.name, value] as const]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** A draft with another value at a path; undefined takes an entry of an object away. */
export function withValue(draft: Draft, path: readonly (string | number)[], value: Draft): Draft {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (typeof key === 'number') {
    const items = [...itemsOf(draft)]
    items[key] = withValue(items[key], rest, value) ?? null
    return items
  }
  const { [key]: old, ...others } = isObject(draft) ? draft : {}
  const next = withValue(old, rest, value)
  // The order of the entries stays as it was, so that what is sent differs only in what was written.
  if (next === undefined) return others
  return isObject(draft) ? { ...draft, [key]: next } : { [key]: next }
}
