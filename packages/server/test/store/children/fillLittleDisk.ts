import { type Envelope, formatOffset, type Offset } from '@sluice/protocol'
import { openSqliteStore } from '../../../src/store/sqlite/openSqliteStore.ts'

/** Runs where files may not grow large. Writes one line: what became of each append. */
const store = await openSqliteStore({ directory: process.argv[2] ?? '' })

const append = (id: string, after: Offset | null, sequence: number, events: number, length: number) => {
  const envelopes = Array.from(
    { length: events },
    (_, index): Envelope => ({
      offset: formatOffset(sequence + index, 'aaaaaaaa'),
      at: 1,
      actor: { kind: 'agent', id: 'triage' },
      event: { type: 'data.noted', text: 'x'.repeat(length) } as Envelope['event'],
    }),
  )
  return store
    .append({
      key: { tenant: 'acme', agent: 'triage', id },
      after,
      envelopes,
      projections: { directory: null, pages: [], commands: [], approvals: { opened: [], closed: [] } },
    })
    .then(
      () => 'ok',
      (cause: Error & { code: string }) => cause.code,
    )
}

const at = (sequence: number): Offset => formatOffset(sequence, 'aaaaaaaa')

const first = await append('large', null, 1, 1, 100)
const together = await Promise.all([
  append('large', at(1), 2, 100, 60_000),
  append('large', at(101), 102, 1, 100),
  append('small', null, 1, 1, 100),
])
const afterwards = await append('large', at(1), 2, 1, 100)
await store.close()
console.log(JSON.stringify({ first, together, afterwards }))
