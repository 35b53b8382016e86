import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

/** A prepared statement whose rows are tuples of type `Row`. */
export interface Statement<Row> {
  get(...values: SQLInputValue[]): Row | undefined
  all(...values: SQLInputValue[]): Row[]
  iterate(...values: SQLInputValue[]): IterableIterator<Row>
  /** Returns how many rows changed. */
  run(...values: SQLInputValue[]): number
}

/** Prepares a statement; `Row` says what its columns are, in order. */
export function prepare<Row extends readonly unknown[]>(db: DatabaseSync, sql: string): Statement<Row> {
  const statement = db.prepare(sql)
  statement.setReturnArrays(true)
  // The types of a row's columns are those of a STRICT table, which SQLite keeps.
  return {
    get: (...values) => statement.get(...values) as Row | undefined,
    all: (...values) => statement.all(...values) as unknown as Row[],
    iterate: (...values) => statement.iterate(...values) as unknown as IterableIterator<Row>,
    run: (...values) => Number(statement.run(...values).changes),
  }
}
