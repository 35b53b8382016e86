import { StoreError } from '../Store.ts'
import type { Refusal } from './operations.ts'

/** SQLite's result codes that mean something of their own here. The statements are fixed, so the first says that a table is not what it was. */
const ERROR = 1
const CORRUPT = 11
const FULL = 13
const NOT_A_DATABASE = 26
const BUSY = 5

/** Makes the error for something in the files that cannot be what was written. */
export function damaged(what: string, options?: ErrorOptions): StoreError {
  return new StoreError(
    'damaged',
    `The database is damaged: ${what}. Going on could show a wrong conversation, so nothing more is read from there. ` +
      'Stop the server, keep a copy of the directory, and restore the last backup.',
    options,
  )
}

const resultCode = (cause: unknown): number =>
  typeof cause === 'object' && cause !== null && 'errcode' in cause && typeof cause.errcode === 'number'
    ? cause.errcode & 0xff
    : 0

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** Makes a store's error of whatever was thrown while the database worked. */
export function storeErrorOf(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const code = resultCode(cause)
  if (code === ERROR || code === CORRUPT || code === NOT_A_DATABASE) return damaged(textOf(cause), { cause })
  if (code === FULL) {
    return new StoreError(
      'failed',
      'The disk is full, so this was not written and nothing changed. Free some space and try again.',
      { cause },
    )
  }
  if (code === BUSY) {
    return new StoreError(
      'held',
      'Another process is writing to the database, so this was not written. One directory belongs to one server: end the other one.',
      { cause },
    )
  }
  return new StoreError(
    'failed',
    `The database could not do it (${textOf(cause)}), so nothing changed. Check the disk and the rights on the directory, then try again.`,
    { cause },
  )
}

/** Takes an error apart to cross to another thread. */
export function refusalOf(cause: unknown): Refusal {
  const { code, message, cause: inner } = storeErrorOf(cause)
  return { code, message, cause: inner === undefined ? null : textOf(inner) }
}

/** Puts together an error that crossed from another thread. */
export function errorOf({ code, message, cause }: Refusal): StoreError {
  return new StoreError(code, message, cause === null ? {} : { cause: new Error(cause) })
}
