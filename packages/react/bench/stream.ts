import { median } from '../../../scripts/bench/measure.ts'
import { peerVersions } from '../../../scripts/bench/peers.ts'
import { atMost, type BenchReport, type BenchRow } from '../../../scripts/bench/report.ts'
import { type Measured, openBenchPages } from './stream/measurePage.ts'

/** Each in its documented way; assistant-ui 0.15.22 comes with core 0.3.35 and store 0.3.23, the newest set that installs together. */
const subjects = {
  floor: 'none: a text node',
  sluice: '@sluice/react: MessageList, PartText',
  flue: '@flue/react: useFlueAgent',
  aiSdk: '@ai-sdk/react: useChat',
  throttledAiSdk: '@ai-sdk/react: useChat, throttled to 50 ms',
  assistantUi: '@assistant-ui/react: useLocalRuntime',
  tanStack: '@tanstack/ai-react: useChat',
} as const

type Name = keyof typeof subjects

const LENGTHS = [10, 1_000, 10_000] as const
const UPDATES = 1_000

/** What the limits compare is measured in so many rounds, one after the other, so that a busy moment of the machine is nobody's alone. */
const ROUNDS = 5

const perUpdate = ({ scriptMs, updates }: Measured): number => (scriptMs * 1000) / Math.max(1, updates)

/** Whether a round after the first one measures it as well: ours at every length, the peers where they are compared with it. */
const isRepeated = (name: Name, messages: number): boolean =>
  name === 'sluice' || name === 'floor' || (messages === 1_000 && name !== 'assistantUi')

/**
 * Streams 1,000 updates, five in a frame, into conversations of 10, 1,000 and 10,000 messages in Chromium, with production builds of our hooks and of the
 * peers'. What is on the network is replaced in the page; parsing it is not. What the same page costs without any library is
 * measured beside them and taken off in the limits. Times are those of the page's main thread, which stand still while other programs have the processor. A
 * subject that needs more than 20 s is counted by what it did until then; one that does not show the conversation within a minute has an empty row.
 */
export async function run(): Promise<BenchReport> {
  const pages = await openBenchPages()
  const measured = new Map<string, Measured[]>()
  const keyOf = (name: Name, messages: number): string => `${name} ${messages}`
  const of = (name: Name, messages: number): readonly Measured[] => measured.get(keyOf(name, messages)) ?? []
  const costOf = (name: Name, messages: number): number => median(of(name, messages).map(perUpdate))
  /** What the library itself costs. */
  const ownCostOf = (name: Name, messages: number): number =>
    costOf(name, messages) - costOf('floor', messages)
  const results: BenchRow[] = []
  let leak: number
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const turns = LENGTHS.flatMap(messages =>
        (Object.keys(subjects) as Name[]).map(name => ({ name, messages })),
      )
      for (const { name, messages } of round % 2 === 0 ? turns : turns.toReversed()) {
        if (round > 0 && !isRepeated(name, messages)) continue
        const key = keyOf(name, messages)
        const result = await pages.measure(name, { messages, updates: UPDATES })
        if (result !== null) measured.set(key, [...(measured.get(key) ?? []), result])
      }
    }
    leak = await pages.leakOf('sluice', 1_000)
  } finally {
    await pages.close()
  }
  for (const messages of LENGTHS)
    for (const name of Object.keys(subjects) as Name[]) {
      const [first] = of(name, messages)
      if (first === undefined) {
        results.push({ library: subjects[name], messages, updates: null })
        continue
      }
      results.push({
        library: subjects[name],
        messages,
        updates: first.updates,
        'script ms': median(of(name, messages).map(({ scriptMs }) => scriptMs)),
        'µs per update': costOf(name, messages),
        frames: first.frames,
        commits: first.commits,
        'rows drawn': first.rows,
        'settled rows drawn': first.settledRows,
        'tasks over 50 ms': median(of(name, messages).map(({ longTasksMs }) => longTasksMs.length)),
        'longest ms': Math.max(0, ...of(name, messages).flatMap(({ longTasksMs }) => longTasksMs)),
        'heap MB': first.heapMb,
      })
    }
  const own = LENGTHS.flatMap(messages => of('sluice', messages))
  const peers = (Object.keys(subjects) as Name[]).filter(name => name !== 'sluice' && name !== 'floor')
  const bestPeer = Math.min(...peers.map(name => ownCostOf(name, 1_000)).filter(Number.isFinite))
  return {
    peers: peerVersions(import.meta.url, [
      '@flue/react',
      '@ai-sdk/react',
      '@assistant-ui/react',
      '@assistant-ui/core',
      '@assistant-ui/store',
      '@tanstack/ai-react',
      'react',
    ]),
    results,
    limits: [
      atMost(
        'an update at 10,000 messages, beside one at 10',
        ownCostOf('sluice', 10_000) / ownCostOf('sluice', 10),
        1.3,
      ),
      atMost(
        "an update at 1,000 messages, beside the best peer's",
        ownCostOf('sluice', 1_000) / bestPeer,
        0.2,
      ),
      atMost('commits for a frame', Math.max(...own.map(({ commits, frames }) => commits / frames)), 1),
      atMost('settled rows drawn', Math.max(...own.map(({ settledRows }) => settledRows)), 0),
      atMost('tasks over 50 ms', Math.max(...own.map(({ longTasksMs }) => longTasksMs.length)), 0),
      atMost('heap after ten mounts and unmounts at 1,000 messages, MB', leak / 1_048_576, 1),
    ],
  }
}
