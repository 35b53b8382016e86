import { outcomeOf } from '@sluice/fold'
import type { Envelope, SessionRef } from '@sluice/protocol'

/** What a test is made of. */
export interface RunTestContent {
  readonly session: SessionRef
  /** As they stand in the file, secrets masked. */
  readonly envelopes: readonly Envelope[]
  /** The name of the session file that lies beside the test. */
  readonly file: string
}

/** A replay writes a log of its own: some ms an event where the disk is slow, and more where the model is given thousands of messages. */
const timeoutMs = (events: number) => Math.max(60_000, events * 10)

const quoted = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

/** What the session is about: its title, else the beginning of what a person said first. */
function titleOf(envelopes: readonly Envelope[]): string {
  for (const { event } of envelopes) {
    if (event.type === 'session.created' && 'title' in event && typeof event.title === 'string')
      return event.title
    if (event.type !== 'message.added' || !('parts' in event) || !Array.isArray(event.parts)) continue
    const [part] = event.parts as readonly { readonly text?: unknown }[]
    if (typeof part?.text === 'string') return part.text
  }
  return 'the session'
}

/**
 * Writes a test for vitest that replays a session file on an agent: people do what they did, the model says what it said, the tools return what they returned, and what comes of it has to be
 * what came of it. [D12]
 */
export function formatRunTest({ session, envelopes, file }: RunTestContent): string {
  const title = titleOf(envelopes).replace(/\s+/g, ' ').trim().slice(0, 80)
  const outcome = JSON.stringify(outcomeOf(envelopes), null, 2).replaceAll('\n', '\n  ')
  return `import { readFile } from 'node:fs/promises'
import { replayOnAgent } from '@sluice/runtime/replay'
import { expect, test } from 'vitest'
// The agent ${session.agent} as it is now; change this to where it is defined.
import { agent } from './agent.ts'

test(${quoted(`${session.agent}: ${title}`)}, async () => {
  const file = await readFile(new URL(${quoted(`./${file}`)}, import.meta.url), 'utf8')
  const { replayed } = await replayOnAgent(agent, file)
  expect(replayed).toEqual(${outcome})
}, ${timeoutMs(envelopes.length)})
`
}
