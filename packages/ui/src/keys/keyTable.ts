import type { KeyAction, KeyGroup, KeyName } from '../text/vocabulary.ts'

/** A key: one that has a name in the messages, or the character that it writes. */
export type Key = KeyName | '↑' | '↓' | '?' | 'F'

/** What a key does where; each of its `keys` does it, and one is a list of what is pressed together. */
export interface KeyLine {
  readonly group: KeyGroup
  readonly action: KeyAction
  readonly keys: readonly (readonly Key[])[]
}

/** The keys of the chat, as its parts take them. Each is taken where the focus is in what its group is about, and none while one writes but those of the composer. */
export const keyTable: readonly KeyLine[] = [
  { group: 'composer', action: 'send', keys: [['enter']] },
  { group: 'composer', action: 'newLine', keys: [['shift', 'enter']] },
  { group: 'composer', action: 'recall', keys: [['↑']] },
  { group: 'composer', action: 'complete', keys: [['tab'], ['enter']] },
  { group: 'thread', action: 'nextRow', keys: [['↓'], ['↑']] },
  { group: 'thread', action: 'ends', keys: [['home'], ['end']] },
  { group: 'thread', action: 'fromInside', keys: [['pageUp'], ['pageDown']] },
  { group: 'thread', action: 'leaveRow', keys: [['escape']] },
  { group: 'find', action: 'find', keys: [['command', 'F']] },
  { group: 'find', action: 'findPrevious', keys: [['enter']] },
  { group: 'find', action: 'findNext', keys: [['shift', 'enter']] },
  { group: 'find', action: 'findClose', keys: [['escape']] },
  { group: 'keys', action: 'keys', keys: [['?']] },
]

/** The groups, in the order in which they are shown. */
export const keyGroups: readonly KeyGroup[] = ['composer', 'thread', 'find', 'keys']
