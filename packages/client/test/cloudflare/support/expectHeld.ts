import { expect } from 'vitest'
import type { Stage } from './createStage.ts'
import type { Fixture, Frame } from './fixture.ts'

/** The words of a transcript of the server, a line for each part. */
const linesOf = (transcript: readonly Frame[]): readonly string[] =>
  transcript.flatMap(({ role, parts }) =>
    (parts as { type: string; text?: string; toolName?: string; state?: string }[]).flatMap(
      ({ type, text, toolName, state }) =>
        type === 'step-start' ? [] : [`${role} ${text ?? `${toolName} ${state}`}`],
    ),
  )

const states: Readonly<Record<string, string>> = {
  completed: 'output-available',
  failed: 'output-error',
  denied: 'output-denied',
}

/** Expects a page to show what the server holds, with nothing left to do. */
export function expectHeld({ session }: Stage, fixture: Fixture): void {
  const shown = session
    .messages()
    .getSnapshot()
    .flatMap(({ role, parts }) =>
      parts.map(part =>
        part.kind === 'tool-call'
          ? `${role} ${part.tool} ${states[part.status]}`
          : `${role} ${'text' in part ? part.text : ''}`,
      ),
    )
  expect(shown).toEqual(linesOf(fixture.transcript ?? []))
  expect(session.getView().faults).toEqual({ count: 0, first: [] })
  expect(
    session
      .outbox()
      .getSnapshot()
      .filter(({ status }) => status !== 'refused'),
  ).toEqual([])
  expect(session.getStatus().phase).toBe('live')
  expect(session.run().getSnapshot()?.status).not.toBe('open')
}
