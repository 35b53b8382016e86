import { type Failure, isJson, type ToolOutput } from '@sluice/protocol'
import type { RunScope } from '../run/types.ts'

/** What comes of a value that a tool returned. */
export type OutputResult =
  | { readonly ok: true; readonly output: ToolOutput }
  | { readonly ok: false; readonly error: Failure }

/** Makes the output of a call: JSON in place, a blob when it is large, a failure when it is neither. [E8] */
export async function outputOf(
  scope: Pick<RunScope, 'redactor' | 'limits' | 'session'>,
  returned: unknown,
): Promise<OutputResult> {
  const value = returned === undefined ? null : withoutUndefined(returned, 64)
  if (!isJson(value))
    return no(
      'output-not-json',
      'The tool finished, but what it returned is not JSON, so its result is lost. Return plain objects, arrays, strings, finite numbers, booleans or null.',
    )
  const json = scope.redactor.json(value)
  const text = JSON.stringify(json)
  const bytes = Buffer.byteLength(text)
  if (bytes <= scope.limits.inlineBytes) return { ok: true, output: { json } }
  if (bytes > scope.limits.outputBytes)
    return no(
      'output-too-large',
      `The tool finished, but it returned ${bytes} bytes and at most ${scope.limits.outputBytes} can be kept, so its result is lost. Return less, or a path to a file.`,
    )
  const plain = typeof json === 'string'
  const file = await scope.session.putBlob(plain ? json : text, {
    mediaType: plain ? 'text/plain' : 'application/json',
    audience: 'readers',
    preview: true,
  })
  return { ok: true, output: { file } }
}

function no(code: string, message: string): OutputResult {
  return { ok: false, error: { code, message } }
}

/** Leaves out properties that are undefined, as JSON does; everything else that is not JSON stays and is noticed. */
function withoutUndefined(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (Array.isArray(value)) return value.map(item => withoutUndefined(item, depth - 1))
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  const kept = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutUndefined(item, depth - 1)]))
}
