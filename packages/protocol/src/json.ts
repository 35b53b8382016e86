import * as v from 'valibot'
import { DEEPEST } from './isBounded.ts'

/** Any JSON value. Objects may hold a key named `__proto__`, so read them with `Object.hasOwn`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json
}

const isJsonScalar = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  typeof value === 'string' ||
  (typeof value === 'number' && Number.isFinite(value))

/**
 * Tells whether a value is JSON: finite numbers, no undefined, no class instances, at most 64 levels deep.
 * The bound keeps a hostile payload from exhausting the stack of whoever walks it.
 */
export function isJson(value: unknown, depth = DEEPEST): value is Json {
  if (isJsonScalar(value)) return true
  if (typeof value !== 'object' || value === null || depth === 0) return false
  if (Array.isArray(value)) return value.every(item => isJson(item, depth - 1))
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.values(value).every(item => isJson(item, depth - 1))
}

/** Schema of any JSON value. */
export const json: v.GenericSchema<unknown, Json> = v.custom<Json>(value => isJson(value), 'not JSON')

/** Schema of a JSON object. */
export const jsonObject = v.custom<JsonObject>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value),
  'not a JSON object',
)
