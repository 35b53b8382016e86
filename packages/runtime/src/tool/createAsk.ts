import { createHash } from 'node:crypto'
import { has } from '@sluice/fold'
import type { Event, Id, Json } from '@sluice/protocol'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Question, ToolContext } from '../agent/defineTool.ts'
import { checkAgainst, jsonSchema } from '../agent/jsonSchema.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { catchUp } from '../run/catchUp.ts'
import type { RunScope } from '../run/types.ts'
import type { TranscriptAnswer } from '../transcript/createAnswers.ts'
import { goOn } from './goOn.ts'
import { plainJson } from './plainJson.ts'

/** A question as the log takes it. */
export const questionText = ({ redactor }: RunScope, question: string): string =>
  redactor.beginning(question, 4096)

/** A form or a default of more than this has no place in an event. [E8] */
const FORM_BYTES = 24 * 1024

/** A question in which the type of the answer is forgotten. */
type AnyQuestion = Omit<Question<StandardSchemaV1>, 'onExpiry' | 'schema'> & {
  readonly schema: StandardSchemaV1
  readonly onExpiry?: unknown
}

/** The same for the same question of each attempt of a call, so that asking twice is asking once. */
const approvalOf = (call: Id, number: number): Id =>
  `ask_${createHash('sha256').update(`${call} ${number}`).digest('base64url').slice(0, 22)}`

/** Makes the `ask` of one attempt of a call. `rest` stops the time of the tool while a person is waited for. [R16] */
export function createAsk(
  scope: RunScope,
  call: Id,
  attempt: number,
  asks: StandardSchemaV1 | null,
  rest: <T>(wait: Promise<T>) => Promise<T>,
): ToolContext['ask'] {
  let asked = 0
  let turn: Promise<unknown> = Promise.resolve()
  return <S extends StandardSchemaV1>(question: Question<S>) => {
    const approval = approvalOf(call, ++asked)
    const schema = question.schema ?? asks
    if (schema === null)
      return Promise.reject(
        new RuntimeError(
          'bad-definition',
          'A question says by a schema what its answer is, or its tool does by `asks`; neither was given, so nobody was asked.',
        ),
      )
    // A call waits for one answer at a time.
    const answer = turn.then(() => askOnce(scope, call, attempt, approval, { ...question, schema }, rest))
    turn = answer.catch(() => undefined)
    // The schema of the question has accepted it.
    return answer as Promise<StandardSchemaV1.InferOutput<S>>
  }
}

async function askOnce(
  scope: RunScope,
  call: Id,
  attempt: number,
  approval: Id,
  question: AnyQuestion,
  rest: <T>(wait: Promise<T>) => Promise<T>,
): Promise<unknown> {
  await catchUp(scope)
  const { answers } = scope.transcript
  if (answers.get(approval) === null) {
    const event = requestOf(scope, call, approval, question)
    await scope.append(view => (has(view.open.approvals, approval) ? null : [event]))
  }
  const { decision, answer, reason } = await rest(answered(scope, approval))
  // That it goes on is in the log before it does; until then it has only asked. [R7]
  await goOn(scope, call, attempt)
  if (decision !== 'approved')
    throw new RuntimeError(
      'declined',
      decision === 'expired'
        ? `Nobody answered in time: ${question.question}`
        : `A person did not want to answer${reason === null ? '' : ` (${reason})`}: ${question.question}`,
    )
  const checked = await checkAgainst(question.schema, answer)
  if (checked.ok) return checked.value
  throw new RuntimeError('declined', `The answer does not fit what was asked for: ${checked.reason}`)
}

function requestOf(scope: RunScope, call: Id, approval: Id, asked: AnyQuestion): Event {
  const { question, schema, expiresAfterMs, onExpiry } = asked
  const plain = (value: unknown, what: string): Json => {
    const taken = plainJson(value, FORM_BYTES)
    if (taken.ok) return scope.redactor.json(taken.value)
    throw new RuntimeError(
      'bad-definition',
      `${what} cannot stand in the log, so nobody was asked: ${taken.reason}.`,
    )
  }
  return {
    type: 'approval.requested',
    approval,
    run: scope.run,
    call,
    question: questionText(scope, question),
    schema: plain(jsonSchema('What the answer is to fit', schema), 'The schema of the answer'),
    ...(expiresAfterMs === undefined ? {} : { expiresAt: scope.clock.now() + expiresAfterMs }),
    ...(onExpiry === undefined
      ? {}
      : { onExpiry: { decision: 'approved', answer: plain(onExpiry, 'The default answer') } }),
  }
}

/** Waits until the answer is durable: what it leads to must not be there without it. [S1] [R7] */
async function answered(scope: RunScope, approval: Id): Promise<TranscriptAnswer> {
  for (;;) {
    let isNext = false
    const nextCommit = scope.until(() => {
      const was = isNext
      isNext = true
      return was
    })
    // Awaited below, unless the answer is there already.
    nextCommit.catch(() => undefined)
    await catchUp(scope)
    const found = scope.transcript.answers.get(approval)
    if (found !== null) return found
    await nextCommit
  }
}
