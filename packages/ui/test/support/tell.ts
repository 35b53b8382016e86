import type { TestPage } from '@sluice/testkit/react'
import { session } from './openPage.tsx'

type Log = ReturnType<TestPage['server']['log']>

/** The log of the tests' session. */
const logOf = (page: TestPage): Log => page.server.log(session)

/** A person says something, which starts a run or is queued. */
export function say(page: TestPage, text = 'The last page is missing.', mode?: 'steer'): void {
  logOf(page).command({
    type: 'message.send',
    parts: [{ kind: 'text', text }],
    ...(mode ? { mode } : {}),
  })
  page.server.publish(session)
}

const runOf = (page: TestPage) => Object.keys(logOf(page).view.open.runs)[0] ?? ''

/** The agent begins a message. */
export function begin(page: TestPage, id: string, replaces?: string): void {
  page.server.append(
    session,
    { type: 'step.started', step: `${id}-step`, run: runOf(page), kind: 'model' },
    {
      type: 'message.added',
      message: id,
      role: 'assistant',
      after: logOf(page).view.head,
      run: runOf(page),
      step: `${id}-step`,
      ...(replaces ? { replaces } : {}),
    },
  )
}

/** The agent writes; the part stays open. */
export function write(
  page: TestPage,
  message: string,
  part: string,
  text: string,
  kind: 'text' | 'reasoning' = 'text',
): void {
  page.server.append(
    session,
    { type: 'part.added', message, part, kind },
    { type: 'part.delta', part, from: 0, text },
  )
}

/** The agent calls a tool, with its arguments complete. */
export function call(page: TestPage, message: string, id: string, args: unknown = { path: 'a.js' }): void {
  page.server.append(
    session,
    { type: 'tool.called', call: id, message, tool: 'edit_file' },
    { type: 'part.delta', part: id, from: 0, text: JSON.stringify(args) },
    { type: 'tool.ready', call: id },
  )
}

/** A person is asked about a call, or about the run. */
export function ask(page: TestPage, id: string, callId?: string, expiresAt?: number): void {
  page.server.append(session, {
    type: 'approval.requested',
    approval: id,
    run: runOf(page),
    question: 'May a.js be changed?',
    ...(callId ? { call: callId } : {}),
    ...(expiresAt ? { expiresAt } : {}),
  })
}

/** The process was lost and another took the run up. */
export function recover(page: TestPage): void {
  page.server.append(session, {
    type: 'run.recovered',
    run: runOf(page),
    attempt: 1,
    reason: 'The process ended.',
  })
}

/** The message's step ends well. */
export function settle(page: TestPage, message: string): void {
  page.server.append(session, { type: 'step.settled', step: `${message}-step`, outcome: 'completed' })
}

/** The run ends. */
export function end(
  page: TestPage,
  outcome: 'completed' | 'failed' | 'stopped' = 'completed',
  why?: string,
): void {
  page.server.append(session, {
    type: 'run.settled',
    run: runOf(page),
    outcome,
    ...(why ? { error: { code: 'overloaded', message: why } } : {}),
  })
}
