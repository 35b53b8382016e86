import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { View } from '@sluice/fold'
import type { Command, Envelope } from '@sluice/protocol'
import {
  type Agent,
  createHostOnStore,
  createScriptedHarness,
  defineAgent,
  defineTool,
  type Script,
} from '@sluice/runtime'
import { lockDirectory, openSqliteStore, type Store } from '@sluice/server'
import * as v from 'valibot'
import { createDeadlyStore, type Death } from './createDeadlyStore.ts'

/** The session in which everything happens. */
export const key = { tenant: 'local', agent: 'helper', id: 's1' }
const ref = { agent: key.agent, id: key.id }
const ann = { id: 'local', tenant: 'local', expiresAt: null }

/** Something that cannot be taken back, which the code of a tool, a fiber or a timer did. */
export interface Effect {
  readonly what: string
  /** What the code keys its effects by: the idempotency key of a call, the id of a fiber. */
  readonly key: string
}

const EFFECTS = 'effects.jsonl'

/** Everything that was done, by all processes, in order. */
export function effectsIn(directory: string): readonly Effect[] {
  const path = join(directory, EFFECTS)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Effect)
}

/**
 * The agents of the scenario: text, reasoning, four tools at once (`look` is idempotent, `post` is not, `pay` needs an approval, `delegate` opens a session of another agent), a fiber
 * of a tool, one of the session that sleeps, a timer that fires and one that is taken back, and a state patch. Whoever adds to it adds the tool here and a call in {@link script}.
 */
function agentsOf(directory: string): readonly Agent[] {
  const effect = (what: string, of: string) =>
    appendFileSync(join(directory, EFFECTS), `${JSON.stringify({ what, key: of })}\n`)
  const parameters = v.object({})
  const look = defineTool({
    name: 'look',
    description: 'Looks.',
    parameters,
    idempotent: true,
    execute: async (_, context) => {
      effect('look', context.idempotencyKey)
      context.progress({ fraction: 0.5, text: 'Half' })
      await context.state.patch([{ op: 'add', path: '/looked', value: true }])
      await context.schedule(Date.now() + 20, 'remind', { about: 'it' }, { key: 'remind' })
      await context.schedule(Date.now() + 3_600_000, 'remind', null, { key: 'never' })
      await context.cancelTimer({ key: 'never' })
      await context.startFiber('sweep', { rows: 2 }, { key: 'sweep' })
      return context.runFiber(
        'import',
        async fiber => {
          for (let step = Number(fiber.snapshot ?? 0); step < 3; step++) {
            effect(`import ${step}`, fiber.id)
            await fiber.stash(step + 1)
          }
          return 'looked'
        },
        { key: 'import' },
      )
    },
  })
  const simple = (name: string, more: { approval?: true }) =>
    defineTool({
      name,
      description: `Does ${name}.`,
      parameters,
      ...more,
      execute: (_, { idempotencyKey }) => {
        effect(name, idempotencyKey)
        return `${name} is done`
      },
    })
  const delegate = defineTool({
    name: 'delegate',
    description: 'Lets somebody else read.',
    parameters,
    idempotent: true,
    execute: async (_, { subsession, idempotencyKey }) => {
      effect('delegate', idempotencyKey)
      return (await subsession('reader', 'Read it')).text
    },
  })
  return [
    defineAgent({ name: 'reader', instructions: 'Read.' }),
    defineAgent({
      name: 'helper',
      instructions: 'Help.',
      tools: [look, simple('post', {}), simple('pay', { approval: true }), delegate],
      timers: { remind: (_: unknown, { id }) => effect('remind', id) },
      fibers: {
        sweep: async ({ rows }: { rows: number }, fiber) => {
          for (let row = Number(fiber.snapshot ?? 0); row < rows; row++) {
            await fiber.sleep(5)
            effect(`sweep ${row}`, fiber.id)
            await fiber.stash(row + 1)
          }
        },
      },
    }),
  ]
}

const script: Script = turns => {
  const asked = turns.findLast(turn => turn.role === 'user')?.text
  if (asked === 'And then?') return [{ text: 'That is all.' }]
  if (asked === 'Read it') return [{ text: 'It was read. '.repeat(10) }]
  return turns.some(turn => turn.role === 'tool')
    ? [{ reasoning: 'All of them came back.' }, { text: 'Everything is done. '.repeat(20) }]
    : [
        { reasoning: 'I need four tools.' },
        { text: 'Let me see. '.repeat(20) },
        ...['look', 'post', 'pay', 'delegate'].map(tool => ({ tool, arguments: {} })),
      ]
}

const say = (text: string): Command => ({ type: 'message.send', parts: [{ kind: 'text', text }] })

/** What a person does, each once, by the id of its command; sent again by every process, as an outbox would. */
const commands: readonly (readonly [id: string, command: Command])[] = [
  ['go', say('Go')],
  ['name', { type: 'session.rename', title: 'A long day' }],
  ['then', say('And then?')],
]

const isOver = ({ session, lastOutcome, open, totals }: View): boolean =>
  session !== null &&
  lastOutcome !== null &&
  totals.runs === 2 &&
  [open.runs, open.fibers, open.timers, open.approvals].every(table => Object.keys(table).length === 0) &&
  open.queue.length === 0

/** The log of each session, by its id. */
export type Logs = ReadonlyMap<string, readonly Envelope[]>

async function readLogs(store: Store): Promise<Logs> {
  const logs = new Map<string, readonly Envelope[]>()
  for (const session of await store.sessions(null, 100))
    logs.set(session.id, (await store.read(session, null, Number.MAX_SAFE_INTEGER)).envelopes)
  return logs
}

/**
 * Plays the scenario on a directory from wherever its log stands to its end, or to the death of the process. Resolves with the logs before and after, and with what
 * was reported.
 */
export async function play(directory: string, death: Death | null = null) {
  const lock = lockDirectory(directory)
  const store = createDeadlyStore(await openSqliteStore({ directory }), directory, death)
  // By the store that is open already: the thread of another would take longer than all that is read.
  const before = await readLogs(store)
  const problems: string[] = []
  const host = await createHostOnStore({
    store,
    agents: agentsOf(directory),
    harness: createScriptedHarness({ script, tokensPerSecond: 4000 }),
    report: ({ message, cause }) => problems.push(`${message} ${String(cause)}`),
  })
  const over = Promise.withResolvers<View>()
  const look = (view: View) => {
    for (const id of Object.keys(view.open.approvals))
      void host.hub.command(ann, ref, `yes-${id}`, {
        type: 'approval.decide',
        approval: id,
        decision: 'approved',
      })
    if (isOver(view)) over.resolve(view)
  }
  host.hub.onCommit(({ view }) => look(view))
  for (const [id, command] of commands) await host.hub.command(ann, ref, id, command)
  look(await host.hub.reads.view(ann, ref, null))
  await over.promise
  await host.idle()
  const after = await readLogs(store)
  await host.close()
  lock.release()
  return { before, after, problems }
}
