import { findMessage, get, partsOf, settleRun, type View } from '@sluice/fold'
import type { Event, Failure, Id, SessionRef } from '@sluice/protocol'
import type { FakeClock } from '../clock/createFakeClock.ts'
import type { TestServer } from '../wire/createTestServer.ts'
import { type Performing, perform } from './performance.ts'
import { performTurn } from './performTurn.ts'
import type { Script, ScriptedTurn } from './ScriptStep.ts'

/** How fast a scripted agent writes. */
export interface ScriptedAgentOptions {
  /** UTF-16 units of a delta; 8 when absent. */
  readonly pieceLength?: number
  /** Ms between two deltas; 16 when absent. */
  readonly pieceMs?: number
}

/** An agent that does what a script says, in as many sessions as there are. */
export interface ScriptedAgent {
  /** Answers in all sessions of a server from now on, open runs included; returns how to stop. */
  attend(server: TestServer, clock: FakeClock): () => void
  /** How many runs it has begun. */
  runs(): number
}

const keyOf = ({ agent, id }: SessionRef): string => `${agent}/${id}`

/** What the person said that a run answers. */
function saidIn(view: View, trigger: Id | null): string {
  const message = trigger === null ? null : findMessage(view, trigger)
  return message === null
    ? ''
    : partsOf(view, message)
        .map(part => (part.kind === 'text' ? part.text : ''))
        .join('')
}

/**
 * Creates an agent for tests: it streams text, calls tools, asks for approvals, waits for what people decide, is stopped and takes what is queued, by the same
 * `decide` as a real one. Time is the fake clock's, so a test says how far it gets. A script that is used up ends its run as failed. [T1] [F8]
 *
 * @example
 * const agent = createScriptedAgent([[{ say: 'Let me look.' }, { call: 'read', output: 'ok', approval: 'May I?' }, { say: 'Done.' }]])
 */
export function createScriptedAgent(script: Script, options: ScriptedAgentOptions = {}): ScriptedAgent {
  const { pieceLength = 8, pieceMs = 16 } = options
  let runs = 0

  function turnOf(view: View, trigger: Id | null): ScriptedTurn {
    const number = runs++
    if (typeof script === 'function') return script(saidIn(view, trigger), number)
    return script[number] ?? [{ fail: `The script has ${script.length} turns and was asked for one more.` }]
  }

  function attend(server: TestServer, clock: FakeClock): () => void {
    const performing = new Map<string, { readonly run: Id; readonly performing: Performing }>()
    let isAttending = true

    function settle(ref: SessionRef, run: Id, failure: string | null): void {
      const { view } = server.log(ref)
      const error: Failure | undefined = failure === null ? undefined : { code: 'script', message: failure }
      const next = settleRun(view, run, failure === null ? 'completed' : 'failed', context(run), error)
      server.append(ref, ...next)
    }

    const context = (run: Id) => ({ id: (kind: string) => `${run}-next-${kind}`.slice(-64), rules: {} })

    function begin(ref: SessionRef, run: Id): void {
      const key = keyOf(ref)
      const view = () => server.log(ref).view
      const { trigger } = get(view().open.runs, run) ?? { trigger: null }
      const append = (...events: readonly Event[]): void => {
        if (isAttending && get(view().open.runs, run) !== null) server.append(ref, ...events)
      }
      const turn = turnOf(view(), trigger)
      let failure: string | null = null
      const performance = performTurn({ run, turn, view, append, pieceLength, pieceMs }, reason => {
        failure = reason
      })
      const stage = { view, after: clock.after }
      const mine = perform(stage, performance, () => {
        performing.delete(key)
        settle(ref, run, failure)
      })
      // A turn without anything that takes time is over by now.
      if (get(view().open.runs, run) !== null) performing.set(key, { run, performing: mine })
    }

    function look(ref: SessionRef): void {
      const { view } = server.log(ref)
      const key = keyOf(ref)
      const mine = performing.get(key)
      if (mine && get(view.open.runs, mine.run) === null) {
        mine.performing.drop()
        performing.delete(key)
      }
      performing.get(key)?.performing.look()
      const [open] = Object.keys(view.open.runs)
      if (open === undefined || performing.has(key)) return
      const waiting: Performing = { look: () => undefined, drop: () => undefined }
      performing.set(key, { run: open, performing: waiting })
      // The command that started it is answered first.
      clock.after(0, () => {
        if (performing.get(key)?.performing !== waiting) return
        performing.delete(key)
        if (isAttending && get(server.log(ref).view.open.runs, open) !== null) begin(ref, open)
      })
    }

    const leave = server.watch(look)
    return () => {
      isAttending = false
      leave()
      for (const each of performing.values()) each.performing.drop()
    }
  }

  return { attend, runs: () => runs }
}
