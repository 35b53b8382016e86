import { createHash } from 'node:crypto'
import type { Settled } from '@sluice/fold'
import { type Envelope, formatOffset } from '@sluice/protocol'
import type { Append, SessionKey, Store } from '../../src/index.ts'

/** The sessions of the content below. */
export const keys: readonly SessionKey[] = ['a', 'b', 'c', 'd', 'e'].map(id => ({
  tenant: 'acme',
  agent: 'triage',
  id,
}))

const APPENDS_PER_SESSION = 40

/** The blob that each session has, and its hash. */
const blobBytes = new TextEncoder().encode('blob '.repeat(2000))
const blobHash = createHash('sha256').update(blobBytes).digest('hex')

/** The n-th append of a session: one to three events, with all that can follow from one. */
function appendOf(key: SessionKey, index: number): Append {
  const offsetAt = (event: number): string => formatOffset(1 + index * 3 + event, `mark${1000 + index}`)
  const envelopes = Array.from({ length: 1 + (index % 3) }, (_, event): Envelope => {
    const text = `${key.id} ${index} ${event} ${'text '.repeat((index * 7) % 50)}`
    return {
      offset: offsetAt(event),
      at: 1_700_000_000_000 + index,
      actor: { kind: 'agent', id: 'triage' },
      commandId: `command-${index}`,
      event: { type: 'data.noted', text } as Envelope['event'],
    }
  })
  const entry = {
    kind: 'run',
    id: `run-${index}`,
    definition: 'definition '.repeat(index % 20),
  } as unknown as Settled
  return {
    key,
    after: index === 0 ? null : formatOffset(1 + (index - 1) * 3 + ((index - 1) % 3), `mark${999 + index}`),
    envelopes,
    projections: {
      directory: {
        agent: key.agent,
        id: key.id,
        owner: 'ann',
        title: `Session ${key.id}`,
        createdAt: 1,
        updatedAt: index,
        offset: offsetAt(0),
        status: index % 2 === 0 ? 'running' : 'idle',
        approvals: 0,
        runs: index,
        messages: index,
        inputTokens: 0,
        outputTokens: 0,
        cost: 0,
      },
      pages: [{ ordinal: index, entry }],
      commands: [
        { principal: 'ann', commandId: `command-${index}`, bodyHash: 'ab'.repeat(32), offset: offsetAt(0) },
      ],
      approvals: {
        opened: [
          {
            approval: `approval-${index}`,
            question: 'May I?',
            schema: null,
            call: null,
            tool: null,
            requestedAt: index,
            expiresAt: null,
          },
        ],
        closed: index < 3 ? [] : [`approval-${index - 3}`],
      },
      wake: { at: 1000 + index },
    },
  }
}

/** Fills a store with a few sessions, in many commits. */
export async function fillStore(store: Store): Promise<void> {
  for (let index = 0; index < APPENDS_PER_SESSION; index += 1) {
    await Promise.all(keys.map(key => store.append(appendOf(key, index))))
    if (index === 5) {
      for (const key of keys) {
        await store.putBlob(
          key,
          blobHash,
          { bytes: blobBytes, mediaType: 'text/plain', audience: 'readers' },
          1,
        )
      }
    }
  }
}

/** Every log, read to its end. */
export async function readLogs(store: Store): Promise<Record<string, readonly Envelope[]>> {
  const logs: Record<string, readonly Envelope[]> = {}
  for (const key of keys) {
    const envelopes: Envelope[] = []
    for (let atHead = false; !atHead; ) {
      const range = await store.read(key, envelopes.at(-1)?.offset ?? null, 2000)
      envelopes.push(...range.envelopes)
      atHead = range.atHead
    }
    if (((await store.head(key)) ?? undefined) !== envelopes.at(-1)?.offset)
      throw new Error('The head is not the end.')
    logs[key.id] = envelopes
  }
  return logs
}

/** Everything else that a store can be asked for. */
export async function readRest(store: Store): Promise<unknown> {
  const each: unknown[] = []
  for (const key of keys) {
    const commands: unknown[] = []
    for (let index = 0; index < APPENDS_PER_SESSION; index += 1) {
      commands.push(await store.command(key, 'ann', `command-${index}`))
    }
    const blob = Array.from((await store.getBlob(key, blobHash))?.bytes ?? [])
    each.push({ commands, blob, page: await store.page(key, null, 1000) })
  }
  return {
    each,
    sessions: await store.sessions(null, 100),
    directory: await store.directory('acme', {}),
    approvals: await store.approvals('acme', 1000),
    unsettled: await store.unsettled(),
    wakes: await store.wakes(),
  }
}
