import { resolve } from 'node:path'
import { emptyView, fold, type View } from '@sluice/fold'
import {
  type AnyEvent,
  blobBytes,
  type Envelope,
  formatOffset,
  namedBlobs,
  type SessionFile,
  sessionId,
  splitOffset,
} from '@sluice/protocol'
import { lockDirectory, openSqliteStore, rebuildProjections, type SessionKey } from '@sluice/server'
import * as v from 'valibot'
import { CliError } from '../CliError.ts'
import { readFile } from '../session/readFile.ts'
import type { Surroundings } from '../surroundings.ts'
import { readArgs } from './readArgs.ts'

/** The tenant of a server without an `authenticate`. [S6] */
const TENANT = 'local'

/** Events that are written together; a transaction of a long log would hold all of it in memory. */
const BATCH = 1_000

const nothingFollows = { directory: null, pages: [], commands: [], approvals: { opened: [], closed: [] } }

/**
 * Puts a session file into a folder of logs under the offsets that it had. What was open at its end is closed, so that no server goes on with work
 * that another one did; the person of the file stays its owner. [P1 S9]
 */
export async function importSession(args: readonly string[], around: Surroundings): Promise<void> {
  const { values, positionals } = readArgs(args, { data: { type: 'string' }, id: { type: 'string' } })
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0)
    throw new CliError('usage', 'Say which file: sluice import <file>.')
  const file = await readFile(path, around)
  const { agent } = file.header.session
  const id = values.id ?? file.header.session.id
  if (!v.is(sessionId, id)) throw new CliError('usage', `${JSON.stringify(id)} is no id of a session.`)
  const view = fold(emptyView, file.envelopes)
  if (view.faults.count > 0)
    throw new CliError(
      'file',
      `${path} holds ${view.faults.count} events that no server would have appended, so nothing was imported. The first: ${view.faults.first[0]?.reason ?? 'unknown'}`,
    )
  if (file.envelopes.length === 0)
    throw new CliError('file', `${path} holds no events, so nothing was imported.`)
  const directory = resolve(around.folder, values.data ?? '.sluice')
  const lock = lockDirectory(directory)
  try {
    await write({ tenant: TENANT, agent, id }, file, view, directory)
  } finally {
    lock.release()
  }
  around.out(`${agent}/${id}: ${file.envelopes.length} events, ${file.blobs.length} blobs in ${directory}`)
}

async function write(key: SessionKey, file: SessionFile, view: View, directory: string): Promise<void> {
  const store = await openSqliteStore({ directory })
  try {
    if ((await store.head(key)) !== null)
      throw new CliError(
        'refused',
        `There is a session ${key.agent}/${key.id} already, so nothing was imported. Give the file's session another id with --id.`,
      )
    const now = file.envelopes.at(-1)?.at ?? 0
    const readable = forReaders(file)
    for (const line of file.blobs) {
      const bytes = blobBytes(line)
      const audience = readable.has(line.blob) ? 'readers' : 'inspectors'
      await store.putBlob(key, line.blob, { bytes, mediaType: line.mediaType, audience }, now)
    }
    const envelopes = [...file.envelopes, ...closing(view, file.envelopes)]
    for (let from = 0; from < envelopes.length; from += BATCH) {
      const batch = envelopes.slice(from, from + BATCH)
      const after = envelopes[from - 1]?.offset ?? null
      await store.append({ key, after, envelopes: batch, projections: nothingFollows })
    }
    const rebuilt = await rebuildProjections(store, key)
    if (rebuilt !== null) await store.replaceProjections(key, rebuilt.head, rebuilt.projections)
  } finally {
    await store.close()
  }
}

/** The blobs that anything but a step names: a step's are for inspectors alone. [E7 R8] */
const forReaders = ({ envelopes }: SessionFile): ReadonlySet<string> =>
  new Set(
    namedBlobs(envelopes.filter(({ event }) => !event.type.startsWith('step.'))).map(({ blob }) => blob),
  )

/** Settles the runs, fibers and timers that are open at the end of a log. */
function closing(view: View, envelopes: readonly Envelope[]): readonly Envelope[] {
  const events: AnyEvent[] = [
    ...Object.keys(view.open.runs).map(run => ({ type: 'run.settled', run, outcome: 'stopped' })),
    ...Object.values(view.open.fibers)
      .filter(({ run }) => run === null)
      .map(({ id: fiber }) => ({ type: 'fiber.settled', fiber, outcome: 'cancelled' })),
    ...Object.keys(view.open.timers).map(timer => ({ type: 'timer.cancelled', timer })),
  ]
  const last = envelopes.at(-1)
  if (last === undefined) return []
  const { sequence, mark } = splitOffset(last.offset)
  return events.map((event, index) => ({
    offset: formatOffset(sequence + index + 1, mark),
    at: last.at,
    actor: { kind: 'host', id: 'import' },
    event,
  }))
}
