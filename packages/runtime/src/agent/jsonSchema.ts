import type { Json, JsonObject } from '@sluice/protocol'
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import { RuntimeError } from '../RuntimeError.ts'

/** The JSON schema that a model is given for a tool's parameters: valibot's by its converter, others' by the Standard JSON Schema interface. */
export function parametersSchema(tool: string, schema: StandardSchemaV1): JsonObject {
  const converted = jsonSchema(`The parameters of the tool ${tool}`, schema)
  if (converted.type !== 'object')
    throw new RuntimeError(
      'bad-definition',
      `The parameters of the tool ${tool} are not an object, and models can only send objects. Wrap them in an object schema.`,
    )
  return converted
}

/** The JSON schema of what somebody is asked for. Throws a RuntimeError `bad-definition` when there is none; `what` begins its message. */
export function jsonSchema(what: string, schema: StandardSchemaV1): JsonObject {
  const { $schema: _, ...converted } = convert(what, schema)
  return converted as JsonObject
}

function convert(what: string, schema: StandardSchemaV1): Record<string, unknown> {
  const standard = schema['~standard']
  try {
    if (standard.vendor === 'valibot')
      // What the vendor says is what the schema is; the converter needs valibot's own type.
      return {
        ...toJsonSchema(schema as unknown as GenericSchema, { typeMode: 'input', errorMode: 'throw' }),
      }
    if ('jsonSchema' in standard)
      return (standard as StandardJSONSchemaV1.Props).jsonSchema.input({ target: 'draft-07' })
  } catch (cause) {
    throw new RuntimeError(
      'bad-definition',
      `${what} use something that JSON schema cannot say, so nobody can be told of it. Use plainer types.`,
      { cause },
    )
  }
  throw new RuntimeError(
    'bad-definition',
    `${what} are of ${standard.vendor}, which gives no JSON schema, so nobody can be told of them. Use a schema with the Standard JSON Schema interface, such as valibot’s.`,
  )
}

/** What the schema makes of a value, or a sentence that says what is wrong. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string }

/** Checks a value, at once where the schema does. Never throws. */
export function checkAgainst<T>(
  schema: StandardSchemaV1<unknown, T>,
  value: unknown,
): Checked<T> | Promise<Checked<T>> {
  try {
    const result = schema['~standard'].validate(value)
    return result instanceof Promise ? result.then(checked, refused) : checked(result)
  } catch (error) {
    return refused(error)
  }
}

function checked<T>(result: StandardSchemaV1.Result<T>): Checked<T> {
  if (result.issues === undefined) return { ok: true, value: result.value }
  return { ok: false, reason: result.issues.slice(0, 8).map(describe).join('; ') }
}

/** A check of the tool's own threw; what it says is the best reason there is. */
function refused(error: unknown): Checked<never> {
  return { ok: false, reason: error instanceof Error ? error.message : String(error) }
}

function describe(issue: StandardSchemaV1.Issue): string {
  const path = (issue.path ?? []).map(part => String(typeof part === 'object' ? part.key : part)).join('.')
  return path === '' ? issue.message : `${path}: ${issue.message}`
}

/** Says what is wrong with a value, or null. A schema that answers later is told so, since some things have to be decided at once. [F8] */
export function checkAtOnce(schema: StandardSchemaV1, value: Json): string | null {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise)
    return 'Its schema answers later, and this has to be checked at once. Use a schema without asynchronous checks.'
  return result.issues === undefined ? null : result.issues.slice(0, 8).map(describe).join('; ')
}
