import type { Failure, ToolOutput } from '@sluice/protocol'
import type { RunScope } from '../run/types.ts'
import { plainJson } from './plainJson.ts'

/** What comes of a value that a tool returned. */
export type OutputResult =
  | { readonly ok: true; readonly output: ToolOutput }
  | { readonly ok: false; readonly error: Failure }

/** Makes the output of a call: JSON in place, a blob when it is large, a failure when it is neither. [E8] */
export async function outputOf(
  scope: Pick<RunScope, 'redactor' | 'limits' | 'session'>,
  returned: unknown,
): Promise<OutputResult> {
  const { inlineBytes, outputBytes } = scope.limits
  const plain = plainJson(returned === undefined ? null : returned, outputBytes)
  if (!plain.ok) return plain.isTooLarge ? tooLarge(outputBytes) : notJson(plain.reason)
  const json = scope.redactor.json(plain.value)
  const text = JSON.stringify(json)
  const bytes = Buffer.byteLength(text)
  if (bytes <= inlineBytes) return { ok: true, output: { json } }
  if (bytes > outputBytes) return tooLarge(outputBytes)
  const isText = typeof json === 'string'
  const file = await scope.session.putBlob(isText ? json : text, {
    mediaType: isText ? 'text/plain' : 'application/json',
    audience: 'readers',
    preview: true,
  })
  return { ok: true, output: { file } }
}

function notJson(reason: string): OutputResult {
  return no(
    'output-not-json',
    `The tool finished, but what it returned is not JSON, so its result is lost. Return plain objects, arrays, strings, finite numbers, booleans or null; ${reason}.`,
  )
}

function tooLarge(limit: number): OutputResult {
  return no(
    'output-too-large',
    `The tool finished, but it returned more than the ${limit} bytes that can be kept, so its result is lost. Return less, or a path to a file.`,
  )
}

function no(code: string, message: string): OutputResult {
  return { ok: false, error: { code, message } }
}
