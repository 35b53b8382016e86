import type { KeyAction, KeyGroup, KeyName } from './vocabulary.ts'

/** The texts of the map of keys. */
export interface KeyMessages {
  readonly keys: string
  readonly keysClose: string
  readonly keyGroups: Readonly<Record<KeyGroup, string>>
  readonly keyActions: Readonly<Record<KeyAction, string>>
  /** What stands on the keys. */
  readonly keyNames: Readonly<Record<KeyName, string>>
}
