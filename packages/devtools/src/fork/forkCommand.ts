import type { Command, Id, Json, Offset, Result, SessionRef } from '@sluice/protocol'

/** A fork as it is filled in, all of it text. */
export interface ForkForm {
  readonly id: string
  /** The message that is said otherwise, and its words; empty for none. */
  readonly message: Id
  readonly text: string
  /** The call with another output, and that as JSON; empty for none. */
  readonly call: Id
  readonly output: string
  /** The whole state as JSON; null to leave it as it was. */
  readonly state: string | null
  readonly model: string
  readonly goOn: boolean
}

function jsonOf(text: string, what: string): Result<Json> {
  try {
    return { ok: true, value: JSON.parse(text) as Json }
  } catch (error) {
    return { ok: false, reason: `${what}: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Makes the command of a form; the reason says what is not filled in rightly. [D7 S14] */
export function forkCommand(from: SessionRef, at: Offset, form: ForkForm): Result<Command<'session.fork'>> {
  const output = form.call === '' ? null : jsonOf(form.output, 'output')
  if (output?.ok === false) return output
  const state = form.state === null ? null : jsonOf(form.state, 'state')
  if (state?.ok === false) return state
  return {
    ok: true,
    value: {
      type: 'session.fork',
      from,
      at,
      ...(form.message === ''
        ? {}
        : { message: { message: form.message, parts: [{ kind: 'text', text: form.text }] } }),
      ...(output === null ? {} : { call: { call: form.call, output: { json: output.value } } }),
      ...(state === null ? {} : { patch: [{ op: 'replace', path: '', value: state.value }] }),
      ...(form.model.trim() === '' ? {} : { model: form.model.trim() }),
      // A message that is said again starts a run by itself.
      ...(form.message === '' && form.goOn ? { goOn: true } : {}),
    },
  }
}
