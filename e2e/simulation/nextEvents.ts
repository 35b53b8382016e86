import { type Message, type Run, settleRun, type ToolCallPart, type View } from '@sluice/fold'
import type { Event, Id } from '@sluice/protocol'
import type { SeededRandom } from '@sluice/testkit/simulation'

/** What a writer draws on to go on with a run. */
export interface Script {
  readonly random: SeededRandom
  readonly newId: () => Id
  /** Whether it is this writer's task to do something about a run or a call. */
  readonly isMine: (id: Id) => boolean
  /** Whether runs are to come to an end. */
  readonly isFinishing: () => boolean
  /** Characters of a long text; most are short. */
  readonly longText: number
}

const words = ['The ', 'wörld ', '👩‍👩‍👧 is ', 'not ', '"enough"\n', '中文 ', 'a']

/** How many model calls a run makes at most. */
const MOST_STEPS = 3

function textOf({ random, longText }: Script): string {
  if (longText > 0 && random.chance(0.2)) return 'x'.repeat(longText)
  return random.pick(words)
}

function openModelStep(view: View, run: Run, { newId }: Script): Event[] {
  const step = newId()
  const interrupted = view.settled.at(-1)?.at(-1)
  const replaces =
    interrupted?.kind === 'message' && interrupted.status === 'interrupted' && interrupted.run === run.id
      ? { replaces: interrupted.id }
      : {}
  const steered = view.open.queue.find(item => item.mode === 'steer')
  const joined: Event[] =
    steered === undefined
      ? []
      : [{ type: 'message.added', message: steered.id, role: 'user', after: view.head }]
  return [
    ...joined,
    { type: 'step.started', step, run: run.id, kind: 'model', model: 'faux/one' },
    {
      type: 'message.added',
      message: newId(),
      role: 'assistant',
      after: steered?.id ?? view.head,
      run: run.id,
      step,
      ...replaces,
    },
  ]
}

function continueCall(call: ToolCallPart, run: Id, script: Script): Event[] | null {
  const { random, newId, isFinishing } = script
  const settled: Event = {
    type: 'tool.settled',
    call: call.id,
    outcome: random.pick(['completed', 'failed', 'unknown']),
    output: { json: { lines: random.below(9) } },
  }
  switch (call.status) {
    case 'called': {
      if (call.argumentsText === '' && random.chance(0.5))
        return [{ type: 'tool.ready', call: call.id, arguments: { path: 'a' } }]
      const whole = '{"path":"src/index.ts","lines":[1,20]}'
      const from = call.argumentsText.length
      if (from === whole.length) return [{ type: 'tool.ready', call: call.id }]
      return [
        { type: 'part.delta', part: call.id, from, text: whole.slice(from, from + random.between(1, 20)) },
      ]
    }
    case 'ready':
      if (call.approval === null && !isFinishing() && random.chance(0.4))
        return [{ type: 'approval.requested', approval: newId(), run, call: call.id, question: 'May it?' }]
      return [{ type: 'tool.started', call: call.id, attempt: call.attempt + 1 }]
    case 'running':
      return random.chance(0.4)
        ? [{ type: 'tool.progressed', call: call.id, fraction: random.next() }]
        : [settled]
    case 'awaiting-approval':
      return null
    default:
      return [settled]
  }
}

const callsOf = (view: View, run: Run): ToolCallPart[] =>
  Object.values(view.open.parts).filter(
    (part): part is ToolCallPart =>
      part.kind === 'tool-call' && view.open.messages[part.message]?.run === run.id,
  )

function stream(view: View, message: Message, step: Id, script: Script): Event[] | null {
  const { random, newId, isFinishing } = script
  const open = message.parts.map(slot => (typeof slot === 'string' ? view.open.parts[slot] : undefined))
  const text = open.find(part => part !== undefined && part.kind !== 'tool-call')
  const calls = open.filter(part => part?.kind === 'tool-call')
  if (text !== undefined) {
    if (random.chance(isFinishing() ? 0.5 : 0.85))
      return [{ type: 'part.delta', part: text.id, from: text.text.length, text: textOf(script) }]
    return [{ type: 'part.settled', part: text.id }]
  }
  const unready = calls.find(part => part?.kind === 'tool-call' && part.status === 'called')
  if (unready?.kind === 'tool-call') return continueCall(unready, message.run ?? '', script)
  const draw = random.next()
  if (message.parts.length < 4 && draw < 0.35)
    return [
      { type: 'part.added', message: message.id, part: newId(), kind: random.pick(['text', 'reasoning']) },
    ]
  if (message.parts.length < 4 && draw < 0.6 && !isFinishing())
    return [
      { type: 'tool.called', call: newId(), message: message.id, tool: random.pick(['read', 'constructor']) },
    ]
  return [
    {
      type: 'step.settled',
      step,
      outcome: random.chance(0.9) ? 'completed' : 'failed',
      usage: {
        inputTokens: 10,
        outputTokens: random.below(50),
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        cost: 0.25,
      },
    },
  ]
}

/** The events with which a writer goes on with a run, or null when there is nothing for it to do. */
export function nextEvents(view: View, run: Run, script: Script): readonly Event[] | null {
  const { random, newId, isMine, isFinishing } = script
  const calls = callsOf(view, run)
  const step = Object.values(view.open.steps).find(one => one.run === run.id)
  if (step !== undefined) {
    if (!isMine(run.id)) return null
    const message = Object.values(view.open.messages).find(one => one.step === step.id)
    return message === undefined
      ? [{ type: 'step.settled', step: step.id, outcome: 'failed' }]
      : stream(view, message, step.id, script)
  }
  for (const call of calls) {
    const events = isMine(call.id) ? continueCall(call, run.id, script) : null
    if (events !== null) return events
  }
  if (!isMine(run.id) || calls.length > 0) return null
  if (run.steps < MOST_STEPS && (run.steps === 0 || (!isFinishing() && random.chance(0.5))))
    return openModelStep(view, run, script)
  const outcome = random.chance(0.85) ? 'completed' : 'failed'
  const ids: Record<string, Id> = {}
  const id = (kind: string): Id => {
    ids[kind] ??= newId()
    return ids[kind]
  }
  return settleRun(view, run.id, outcome, { id, rules: {} })
}
