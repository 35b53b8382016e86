import type { Json, JsonObject } from '@sluice/protocol'
import { child, equalJson } from '../state/applyPatch.ts'

type Check = (value: Json, limit: Json, schema: JsonObject) => string | null

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isType = (value: Json, type: Json): boolean => {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

const list = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [])

/** A check of values of one kind; of another kind nothing is asked. */
const of =
  <T extends Json>(
    is: (value: Json) => value is T,
    holds: (value: T, limit: never) => boolean,
    wish: (limit: Json) => string,
  ): Check =>
  (value, limit) =>
    !is(value) || holds(value, limit as never) ? null : ` has to ${wish(limit)}`

const isText = (value: Json): value is string => typeof value === 'string'
const isNumber = (value: Json): value is number => typeof value === 'number'
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** Length in characters, as JSON schema counts it. */
const length = (text: string): number => [...text].length

const named = (value: Json): string => JSON.stringify(value)

const checks: Readonly<Record<string, Check>> = {
  type: (value, type) =>
    [type].flat().some(one => isType(value, one))
      ? null
      : ` has to be of the type ${[type].flat().join(' or ')}`,
  enum: (value, options) =>
    list(options).some(option => equalJson(option, value)) ? null : ` has to be one of ${named(options)}`,
  const: (value, only) => (equalJson(only, value) ? null : ` has to be ${named(only)}`),
  minLength: of(
    isText,
    (text, least: number) => length(text) >= least,
    least => `have at least ${least} characters`,
  ),
  maxLength: of(
    isText,
    (text, most: number) => length(text) <= most,
    most => `have at most ${most} characters`,
  ),
  pattern: of(
    isText,
    (text, pattern: string) => new RegExp(pattern, 'u').test(text),
    pattern => `fit ${pattern}`,
  ),
  minimum: of(
    isNumber,
    (value, least: number) => value >= least,
    least => `be at least ${least}`,
  ),
  maximum: of(
    isNumber,
    (value, most: number) => value <= most,
    most => `be at most ${most}`,
  ),
  exclusiveMinimum: of(
    isNumber,
    (value, below: number) => value > below,
    below => `be more than ${below}`,
  ),
  exclusiveMaximum: of(
    isNumber,
    (value, above: number) => value < above,
    above => `be less than ${above}`,
  ),
  multipleOf: of(
    isNumber,
    (value, unit: number) => Number.isInteger(value / unit),
    unit => `be a multiple of ${unit}`,
  ),
  minItems: of(
    isList,
    (items, least: number) => items.length >= least,
    least => `have at least ${least} items`,
  ),
  maxItems: of(
    isList,
    (items, most: number) => items.length <= most,
    most => `have at most ${most} items`,
  ),
  uniqueItems: of(
    isList,
    (items, isAsked: boolean) =>
      !isAsked || items.every((item, at) => items.findIndex(other => equalJson(other, item)) === at),
    () => 'have no item twice',
  ),
  required: of(
    isObject,
    (value, names: readonly string[]) => names.every(name => Object.hasOwn(value, name)),
    names => `have ${list(names).join(', ')}`,
  ),
  items: (value, schema) =>
    firstProblem(isList(value) ? value.map((item, at) => [`/${at}`, item, schema]) : []),
  properties: (value, schemas) =>
    firstProblem(
      isObject(value) && isObject(schemas)
        ? Object.entries(value).map(([key, item]) => [`/${key}`, item, child(schemas, key) ?? true])
        : [],
    ),
  additionalProperties: (value, rest, { properties = {} }) =>
    firstProblem(
      isObject(value)
        ? Object.entries(value).map(([key, item]) => [
            `/${key}`,
            item,
            Object.hasOwn(properties as JsonObject, key) ? true : rest,
          ])
        : [],
    ),
  allOf: (value, schemas) => firstProblem(list(schemas).map(schema => ['', value, schema])),
  anyOf: (value, schemas) =>
    list(schemas).some(schema => checkJsonSchema(schema, value) === null) ? null : ' fits none of the forms',
  oneOf: (value, schemas) =>
    list(schemas).filter(schema => checkJsonSchema(schema, value) === null).length === 1
      ? null
      : ' does not fit exactly one of the forms',
  not: (value, schema) => (checkJsonSchema(schema, value) === null ? ' is what it must not be' : null),
}

function firstProblem(parts: readonly (readonly [path: string, value: Json, schema: Json])[]): string | null {
  for (const [path, value, schema] of parts) {
    const problem = checkJsonSchema(schema, value)
    if (problem !== null) return path + problem
  }
  return null
}

/**
 * Says what is wrong with a value by a JSON schema, as the path to it and a wish, or null when it fits. It knows the words that forms are made of;
 * others are passed over, as JSON schema asks for.
 */
export function checkJsonSchema(schema: Json, value: Json): string | null {
  if (schema === false) return ' is not expected'
  if (!isObject(schema)) return null
  for (const [word, limit] of Object.entries(schema)) {
    const check = Object.hasOwn(checks, word) ? checks[word] : undefined
    const problem = check?.(value, limit, schema) ?? null
    if (problem !== null) return problem
  }
  return null
}
