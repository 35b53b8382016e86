export { Entries, Entry, type StateEntryProps, type StateEntryState } from './Entries.tsx'
export { Empty, Root, Value } from './State.tsx'
