import { type CallApproval, get, type ToolCallPart, type View } from '@sluice/fold'
import type { Event, Failure, Id, Json, ToolOutcome, ToolOutput } from '@sluice/protocol'
import type { AnyTool, ApprovalRequest } from '../agent/defineTool.ts'
import { checkAgainst } from '../agent/jsonSchema.ts'
import { catchUp } from '../run/catchUp.ts'
import type { RunScope } from '../run/types.ts'
import { safeFailure } from '../text/safeFailure.ts'
import { attendPage, offer } from './attendPage.ts'
import { questionText } from './createAsk.ts'
import { executeTool } from './executeTool.ts'
import { problemOf, toolOf } from './prepareCall.ts'

/** The open call with an id, or null. */
function callOf(view: View, id: Id): ToolCallPart | null {
  const part = get(view.open.parts, id)
  return part?.kind === 'tool-call' ? part : null
}

/**
 * Brings one call from wherever it stands to its end: asks for approval and waits for the answer, runs the code, settles. A call that was
 * running when the process died goes by its policy. Resolves when the call is settled or the run is over; one call never waits for
 * another. [R1] [R2] [R7]
 */
export async function runCall(scope: RunScope, id: Id): Promise<void> {
  for (;;) {
    const call = callOf(scope.session.view(), id)
    if (call === null || scope.signal.aborted) return
    const tool = toolOf(scope, call.tool)
    const problem = await problemOf(scope, call.tool, call.arguments)
    if (problem !== null) return settle(scope, id, 'failed', { error: problem })
    // It has come back meanwhile.
    if (tool === null) continue
    if (tool.client !== null && call.claim !== null) {
      await attendPage(scope, tool, call)
      continue
    }
    const next = await nextOf(scope, tool, call)
    if (next.do === 'wait') await scope.until(view => callOf(view, id)?.status !== 'awaiting-approval')
    else if (next.do === 'ask') await request(scope, id, next.request)
    else if (next.do === 'settle') return settle(scope, id, next.outcome, { error: next.error })
    else if (tool.client !== null) await offer(scope, id)
    else return execute(scope, tool, call)
  }
}

type Next =
  | { readonly do: 'wait' }
  | { readonly do: 'ask'; readonly request: ApprovalRequest }
  | { readonly do: 'settle'; readonly outcome: ToolOutcome; readonly error: Failure }
  | { readonly do: 'run' }

async function nextOf(scope: RunScope, tool: AnyTool, call: ToolCallPart): Promise<Next> {
  if (call.status === 'awaiting-approval') return { do: 'wait' }
  if (call.status === 'running') return waitsForChild(scope, call) ? { do: 'run' } : orphaned(tool)
  // Its code was lost while it waited for an answer, so it runs again and is given that. [R16]
  if (call.approval !== null && (await isQuestion(scope, call.approval))) return { do: 'run' }
  switch (call.approval?.status) {
    case 'approved':
      return { do: 'run' }
    case 'denied':
    case 'expired':
      return { do: 'settle', outcome: 'denied', error: deniedBy(call.approval) }
    default:
      return askedFor(tool, call)
  }
}

async function askedFor(tool: AnyTool, call: ToolCallPart): Promise<Next> {
  const checked = await checkAgainst(tool.schema, call.arguments)
  try {
    // The caller has checked the arguments; a question is put in the words of the tool.
    const asked = checked.ok ? tool.question(checked.value as never) : null
    return asked === null ? { do: 'run' } : { do: 'ask', request: asked }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `Whether ${tool.name} needs an approval could not be told (${reason}), so it was not run.`
    return { do: 'settle', outcome: 'failed', error: { code: 'tool-failed', message } }
  }
}

/** What to do with a call that another process was running when it died. [R2] */
function orphaned(tool: AnyTool): Next {
  if (tool.idempotent || tool.recover === 'rerun') return { do: 'run' }
  if (tool.recover === 'ask')
    return {
      do: 'ask',
      request: {
        question: `${tool.name} was interrupted while it ran, and it is not known whether it had an effect. May it run again?`,
      },
    }
  return {
    do: 'settle',
    outcome: 'unknown',
    error: {
      code: 'outcome-unknown',
      message: `The process stopped while ${tool.name} ran, so it is not known whether it had an effect. Find out before you call it again.`,
    },
  }
}

/** Its code was lost while it waited for a subsession, which goes on by itself. [R9] */
function waitsForChild(scope: RunScope, call: ToolCallPart): boolean {
  return Object.values(scope.session.view().open.subsessions).some(child => child.call === call.id)
}

async function isQuestion(scope: RunScope, { id }: CallApproval): Promise<boolean> {
  await catchUp(scope)
  return scope.transcript.answers.isQuestion(id)
}

function deniedBy({ by }: CallApproval): Failure {
  const message =
    by === null ? 'Nobody answered in time, so the tool was not run.' : 'A person denied this tool call.'
  return { code: 'denied', message }
}

async function request(scope: RunScope, call: Id, { question, ...rest }: ApprovalRequest): Promise<void> {
  const { expiresAfterMs, onExpiry } = rest
  const event: Event = {
    type: 'approval.requested',
    approval: scope.newId('appr'),
    run: scope.run,
    call,
    question: questionText(scope, question),
    ...(expiresAfterMs === undefined ? {} : { expiresAt: scope.clock.now() + expiresAfterMs }),
    ...(onExpiry === undefined ? {} : { onExpiry: { decision: onExpiry } }),
  }
  await scope.append([event])
}

async function execute(scope: RunScope, tool: AnyTool, call: ToolCallPart): Promise<void> {
  const attempt = call.attempt + 1
  const started = await scope.append([{ type: 'tool.started', call: call.id, attempt }])
  if (started === null) return
  const result = await executeTool(scope, tool, call.id, call.arguments as Json, attempt)
  if (result === null) return
  await (result.ok
    ? settle(scope, call.id, 'completed', { output: result.output })
    : settle(scope, call.id, 'failed', { error: result.error }))
}

async function settle(
  scope: RunScope,
  call: Id,
  outcome: ToolOutcome,
  result: { readonly output?: ToolOutput; readonly error?: Failure },
): Promise<void> {
  const { error, output } = result
  await scope.append(view =>
    // Somebody may have settled it meanwhile: a denial, a stop.
    callOf(view, call) === null
      ? null
      : [
          {
            type: 'tool.settled',
            call,
            outcome,
            ...(output === undefined ? {} : { output }),
            ...(error === undefined ? {} : { error: safeFailure(scope.redactor, error) }),
          },
        ],
  )
}
