import type { DatabaseSync } from 'node:sqlite'

/** Grows whenever a table changes; a database says in `user_version` which one it has. */
export const SCHEMA_VERSION = 3

/** `SLCE`: says in the file's header whose database it is. */
export const APPLICATION_ID = 0x534c4345

/** Bytes of a page. Larger ones hold large events more tightly (1 KB events take 1.16 times their size, 1.35 times in pages of 4 KB), but a lone commit writes two of them whole. */
export const PAGE_BYTES = 8192

/**
 * `events` is the log, of all sessions in the order of writing, so that appends go to its end. An envelope's fields are columns, its event is JSON text.
 * `sum` covers a row and the sequence of the row before it in its session, which makes each log a chain. Sessions are integers everywhere else than in
 * `streams`.
 *
 * Where the events of a session are is said by `chunks`, 16 to 31 rows of `events` in each, and by `tail` in `streams` for the newest; both are the inside of a JSON array. An index over
 * (stream, sequence) would be simpler; but 256 sessions that stream at once would then write 256 of its pages in each commit, ten times the
 * bytes of their events. WITHOUT ROWID is for small rows only: it would store large events in four times the space. [S2]
 *
 * The one row of `log_end` says which is the last event, and through which event the heads in `streams` are written: those of the sessions that moved
 * behind it are found again in the events that follow, which have no gap. So a commit of 256 sessions does not write 256 heads.
 */
const TABLES = `
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, agent TEXT NOT NULL, session TEXT NOT NULL,
    sequence INTEGER NOT NULL, mark TEXT NOT NULL, tail_after INTEGER NOT NULL, tail TEXT NOT NULL, sum INTEGER NOT NULL,
    UNIQUE (tenant, agent, session)
  ) STRICT;
  CREATE TABLE events (
    id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, sequence INTEGER NOT NULL, mark TEXT NOT NULL, at INTEGER NOT NULL,
    actor TEXT NOT NULL, command TEXT, must INTEGER NOT NULL, event TEXT NOT NULL, sum INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE log_end (
    id INTEGER PRIMARY KEY, heads_through INTEGER NOT NULL, last INTEGER NOT NULL, sum INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE chunks (
    stream INTEGER NOT NULL, after_sequence INTEGER NOT NULL, events TEXT NOT NULL,
    PRIMARY KEY (stream, after_sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE commands (
    stream INTEGER NOT NULL, principal TEXT NOT NULL, command TEXT NOT NULL, body_hash TEXT NOT NULL,
    sequence INTEGER NOT NULL, mark TEXT NOT NULL, sum INTEGER NOT NULL,
    PRIMARY KEY (stream, principal, command)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE pages (
    id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, ordinal INTEGER NOT NULL, entry TEXT NOT NULL, sum INTEGER NOT NULL,
    UNIQUE (stream, ordinal)
  ) STRICT;
  CREATE TABLE directory (
    stream INTEGER PRIMARY KEY, tenant TEXT NOT NULL, agent TEXT NOT NULL, session TEXT NOT NULL, status TEXT NOT NULL,
    updated_at INTEGER NOT NULL, title TEXT NOT NULL, row TEXT NOT NULL, sum INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX directory_by_update ON directory (tenant, updated_at DESC);
  CREATE INDEX directory_unsettled ON directory (stream) WHERE status IN ('running', 'waiting');
  CREATE TABLE approvals (
    id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, approval TEXT NOT NULL, tenant TEXT NOT NULL,
    requested_at INTEGER NOT NULL, row TEXT NOT NULL, sum INTEGER NOT NULL,
    UNIQUE (stream, approval)
  ) STRICT;
  CREATE INDEX approvals_by_wait ON approvals (tenant, requested_at);
  CREATE TABLE wakes (stream INTEGER PRIMARY KEY, at INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT;
  CREATE TABLE forks (
    stream INTEGER NOT NULL, tenant TEXT NOT NULL, agent TEXT NOT NULL, session TEXT NOT NULL, sum INTEGER NOT NULL,
    PRIMARY KEY (tenant, agent, session, stream)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX forks_by_stream ON forks (stream);
  CREATE TABLE tombstones (
    tenant TEXT NOT NULL, agent TEXT NOT NULL, session TEXT NOT NULL, tombstone TEXT NOT NULL, sum INTEGER NOT NULL,
    PRIMARY KEY (tenant, agent, session)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, view_revision INTEGER NOT NULL, sequence INTEGER NOT NULL,
    mark TEXT NOT NULL, view TEXT NOT NULL, sum INTEGER NOT NULL,
    UNIQUE (stream, sequence)
  ) STRICT;
  CREATE TABLE blobs (
    id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, hash TEXT NOT NULL, media_type TEXT NOT NULL, audience TEXT NOT NULL,
    stored_at INTEGER NOT NULL, named INTEGER NOT NULL, content BLOB NOT NULL,
    UNIQUE (stream, hash)
  ) STRICT;
  CREATE INDEX blobs_unnamed ON blobs (stored_at) WHERE named = 0;
`

/** Makes the tables in an empty database. */
export function createTables(db: DatabaseSync): void {
  db.exec(`PRAGMA page_size = ${PAGE_BYTES}`)
  db.exec('PRAGMA journal_mode = WAL')
  db.exec(
    `BEGIN; ${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
  )
}
