import { outcomeOf, type SessionOutcome, type View } from '@sluice/fold'
import { type Command, type Envelope, parseSessionFile } from '@sluice/protocol'
import { createMemoryStore, type SessionHandle, systemTimers } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import { createHostOnStore } from '../host/createHost.ts'
import type { Host } from '../host/types.ts'
import { RuntimeError } from '../RuntimeError.ts'
import { createRecordedHarness, type RecordedHarness } from './createRecordedHarness.ts'
import type { RecordedInput, Recording } from './Recording.ts'
import { readRecording } from './readRecording.ts'
import { withRecordedTools } from './withRecordedTools.ts'

/** What came of a recorded session, then and now. */
export interface AgentReplay {
  readonly recorded: SessionOutcome
  readonly replayed: SessionOutcome
  /** The log that the replay wrote. */
  readonly envelopes: readonly Envelope[]
}

/** Nothing waits for a network or a person, so what takes longer does not come. */
const WAIT_MS = 10_000

const person = { id: 'replay', tenant: 'replay', expiresAt: null }

/** Resolves as soon as something is so; false when it does not become so in time. */
function until(host: Host, isSo: () => boolean): Promise<boolean> {
  return new Promise(resolve => {
    const end = (found: boolean) => {
      cancel()
      stop()
      resolve(found)
    }
    const cancel = systemTimers.after(WAIT_MS, () => end(false))
    const stop = host.hub.onCommit(() => isSo() && end(true))
    if (isSo()) end(true)
  })
}

const isIdle = ({ open }: View) => Object.keys(open.runs).length === 0

/** Whether an input may be given now, at the same place as then. */
function isDue(
  { input, steps, inRun }: Recording['inputs'][number],
  view: View,
  harness: RecordedHarness,
): boolean {
  if (input.type === 'decide') return openQuestion(view, input.question) !== null
  return inRun ? harness.begun() >= steps && !isIdle(view) : isIdle(view)
}

/** The open question that was decided then: the one with the same words, else whichever is open. */
function openQuestion({ open }: View, question: string) {
  const all = Object.values(open.approvals)
  return all.find(approval => approval.question === question) ?? all[0] ?? null
}

function commandOf(input: RecordedInput, view: View): Command | null {
  switch (input.type) {
    case 'say':
      return {
        type: 'message.send',
        parts: [...input.parts],
        ...(input.mode === null ? {} : { mode: input.mode }),
      }
    case 'decide': {
      const approval = openQuestion(view, input.question)
      return approval && { type: 'approval.decide', approval: approval.id, ...input.decision }
    }
    case 'patch':
      return { type: 'state.patch', base: view.offset, patch: input.patch }
    case 'stop': {
      const [run] = Object.keys(view.open.runs)
      return run === undefined ? null : { type: 'run.stop', run }
    }
  }
}

/** Gives the inputs one by one. What no longer fits, such as the answer to a question that is not asked any more, is left out: the outcome shows it. */
async function giveInputs(
  host: Host,
  session: SessionHandle,
  harness: RecordedHarness,
  recording: Recording,
) {
  const { agent, id } = session.key
  for (const [index, next] of recording.inputs.entries()) {
    const isOver = () => next.inRun && isIdle(session.view())
    await until(host, () => isDue(next, session.view(), harness) || isOver())
    const command = commandOf(next.input, session.view())
    if (command !== null) await host.hub.command(person, { agent, id }, `replay-${index}`, command)
  }
  const isWaiting = ({ open }: View) => Object.keys(open.approvals).length > 0
  await until(host, () => isIdle(session.view()) || isWaiting(session.view()))
}

/**
 * Replays a session file on an agent as it is now: people do what they did, the model says what it said and the tools return what they returned, while everything else is real, with the agent's own
 * tools, schemas, approvals, state and limits. What came of it is told beside what came of it then. No model is called and no tool's code is run. Rejects with a RuntimeError `bad-definition` when the file is none. [R19]
 *
 * @example
 * const { recorded, replayed } = await replayOnAgent(agent, await readFile('bug-7.sluice', 'utf8'))
 * expect(replayed).toEqual(recorded)
 */
export async function replayOnAgent(agent: Agent, file: string): Promise<AgentReplay> {
  const parsed = await parseSessionFile(file)
  if (!parsed.ok) throw new RuntimeError('bad-definition', parsed.reason)
  const recording = readRecording(parsed.value)
  const harness = createRecordedHarness(recording.steps)
  const host = await createHostOnStore({
    store: createMemoryStore(),
    agents: [withRecordedTools(agent, recording.calls)],
    harness,
    authenticate: () => person,
    authorize: () => true,
  })
  const session = await host.hub.session({ tenant: person.tenant, agent: agent.name, id: 'replay' })
  try {
    await giveInputs(host, session, harness, recording)
    const envelopes: Envelope[] = []
    for await (const envelope of session.read(null)) envelopes.push(envelope)
    return { recorded: outcomeOf(parsed.value.envelopes), replayed: outcomeOf(envelopes), envelopes }
  } finally {
    session.release()
    await host.close()
  }
}
