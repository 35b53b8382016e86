import { hash as digest } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { damaged } from './failure.ts'
import type { AnswerOf, RequestOf } from './operations.ts'
import { prepare } from './statement.ts'
import { nameOf, type Stream } from './stream.ts'
import { sumOf } from './sum.ts'

/** Blobs and snapshots of sessions. */
export interface Attachments {
  /** Only in a transaction. */
  putBlob(stream: Stream, request: RequestOf<'putBlob'>): void
  getBlob(stream: Stream, hash: string): AnswerOf<'getBlob'>
  /** Notes that events name these blobs; only in the transaction that writes the events. */
  nameBlobs(stream: Stream, hashes: readonly string[]): void
  /** Copies blobs of another session, where it has them; only in a transaction. */
  copyBlobs(stream: Stream, from: Stream, hashes: readonly string[]): void
  dropBlobs(storedBefore: number): number
  /** Only in a transaction. */
  putSnapshot(stream: Stream, request: RequestOf<'putSnapshot'>): void
  getSnapshot(stream: Stream, request: RequestOf<'getSnapshot'>): AnswerOf<'getSnapshot'>
}

/** Snapshots of a session that are kept: the newest for readers, the others shorten the way to an older offset. */
const KEPT_SNAPSHOTS = 4

/** Creates the access to blobs and snapshots. [E8] [S3] */
export function createAttachments(db: DatabaseSync): Attachments {
  const insertBlob = prepare<[]>(
    db,
    `INSERT INTO blobs (stream, hash, media_type, audience, stored_at, named, content) VALUES (?, ?, ?, ?, ?, 0, ?)
     ON CONFLICT (stream, hash) DO UPDATE SET stored_at = excluded.stored_at,
       audience = CASE WHEN excluded.audience = 'readers' THEN 'readers' ELSE audience END`,
  )
  const copyBlob = prepare<[]>(
    db,
    `INSERT INTO blobs (stream, hash, media_type, audience, stored_at, named, content)
     SELECT ?1, hash, media_type, audience, stored_at, 0, content FROM blobs WHERE stream = ?2 AND hash = ?3
     ON CONFLICT DO NOTHING`,
  )
  const selectBlob = prepare<[content: Uint8Array, mediaType: string, audience: string]>(
    db,
    'SELECT content, media_type, audience FROM blobs WHERE stream = ? AND hash = ?',
  )
  const nameBlob = prepare<[]>(db, 'UPDATE blobs SET named = 1 WHERE stream = ? AND hash = ? AND named = 0')
  const dropUnnamed = prepare<[]>(db, 'DELETE FROM blobs WHERE named = 0 AND stored_at < ?')
  const insertSnapshot = prepare<[]>(
    db,
    `INSERT INTO snapshots (stream, view_revision, sequence, mark, view, sum) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (stream, sequence) DO UPDATE SET view_revision = excluded.view_revision, mark = excluded.mark,
       view = excluded.view, sum = excluded.sum`,
  )
  const dropOldSnapshots = prepare<[]>(
    db,
    `DELETE FROM snapshots WHERE stream = ?1 AND (view_revision <> ?2 OR sequence <
       (SELECT min(sequence) FROM (SELECT sequence FROM snapshots WHERE stream = ?1 ORDER BY sequence DESC LIMIT ?3)))`,
  )
  const selectSnapshots = prepare<[sequence: number, mark: string, view: string, sum: number]>(
    db,
    `SELECT sequence, mark, view, sum FROM snapshots WHERE stream = ? AND view_revision = ? AND sequence <= ? ORDER BY sequence DESC`,
  )

  return {
    putBlob: ({ id }, { hash, bytes, mediaType, audience, storedAt }) => {
      insertBlob.run(id, hash, mediaType, audience, storedAt, bytes)
    },
    getBlob: (stream, hash) => {
      const row = selectBlob.get(stream.id, hash)
      if (row === undefined) return null
      const [bytes, mediaType, audience] = row
      if (digest('sha256', bytes) !== hash) {
        throw damaged(`blob ${hash} of session ${nameOf(stream)} is not what was written`)
      }
      return { bytes, mediaType, audience }
    },
    copyBlobs: ({ id }, from, hashes) => {
      for (const hash of new Set(hashes)) copyBlob.run(id, from.id, hash)
    },
    nameBlobs: ({ id }, hashes) => {
      for (const hash of hashes) nameBlob.run(id, hash)
    },
    dropBlobs: storedBefore => dropUnnamed.run(storedBefore),
    putSnapshot: (stream, { at, viewRevision, json }) => {
      const { id } = stream
      insertSnapshot.run(id, viewRevision, ...at, json, sumOf(`${id} ${viewRevision} ${at.join(' ')}`, json))
      dropOldSnapshots.run(id, viewRevision, KEPT_SNAPSHOTS)
    },
    getSnapshot: ({ id }, { viewRevision, atOrBefore }) => {
      const rows = selectSnapshots.iterate(id, viewRevision, atOrBefore?.[0] ?? Number.MAX_SAFE_INTEGER)
      for (const [sequence, mark, json, sum] of rows) {
        // A snapshot that is not what was written is passed over: it is a cache. [S3]
        if (sumOf(`${id} ${viewRevision} ${sequence} ${mark}`, json) === sum)
          return { at: [sequence, mark], json }
      }
      return null
    },
  }
}
