import type { KeyMessages } from './KeyMessages.ts'

/** The texts of the map of keys in English. */
export const keysEnglish: KeyMessages = {
  keys: 'Keyboard shortcuts',
  keysClose: 'Close',
  keyGroups: {
    composer: 'While you write',
    thread: 'On a message',
    find: 'Search',
    keys: 'Where you do not write',
  },
  keyActions: {
    send: 'Send',
    newLine: 'New line',
    recall: 'What you said before, in an empty field',
    complete: 'Take what is offered',
    nextRow: 'Next or previous message',
    ends: 'First or newest message',
    fromInside: 'Previous or next message, from inside of one',
    leaveRow: 'Back to the conversation',
    find: 'Search the conversation',
    findNext: 'Next message that is found',
    findPrevious: 'Previous message that is found',
    findClose: 'End the search',
    keys: 'Show these shortcuts',
  },
  keyNames: {
    enter: 'Enter',
    shift: 'Shift',
    control: 'Ctrl',
    command: '⌘',
    escape: 'Esc',
    tab: 'Tab',
    home: 'Home',
    end: 'End',
    pageUp: 'Page Up',
    pageDown: 'Page Down',
  },
}
