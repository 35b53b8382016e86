import { writeSync } from 'node:fs'
import { type Envelope, formatOffset, splitOffset } from '@sluice/protocol'
import { openSqliteStore } from '../../../src/store/sqlite/openSqliteStore.ts'

/** Appends to a few sessions until it is killed, and writes a line for each append after it was acknowledged. */
const [directory = '', mark = ''] = process.argv.slice(2)
const store = await openSqliteStore({ directory })

/** Writes a line whole before anything else happens, also while nobody has read the ones before. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, line)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}

async function write(id: string): Promise<never> {
  const key = { tenant: 'acme', agent: 'triage', id }
  let after = await store.head(key)
  for (;;) {
    const sequence: number = after === null ? 0 : splitOffset(after).sequence
    const envelopes = Array.from({ length: 1 + (sequence % 3) }, (_, index): Envelope => {
      const text = `${id} ${sequence + index + 1} ${'x'.repeat((sequence * 31) % 3000)}`
      return {
        offset: formatOffset(sequence + index + 1, mark),
        at: 1,
        actor: { kind: 'agent', id: 'triage' },
        event: { type: 'data.noted', text } as Envelope['event'],
      }
    })
    const head: string = envelopes.at(-1)?.offset ?? ''
    const nothing = { directory: null, pages: [], commands: [], approvals: { opened: [], closed: [] } }
    await store.append({ key, after, envelopes, projections: nothing })
    say(`${id} ${head}\n`)
    after = head
  }
}

await Promise.all(Array.from({ length: 8 }, (_, index) => write(`s${index}`)))
