import { type View, window } from '@sluice/fold'

/** What a page holds for good; a server's snapshot has at most 80 messages. With what may come before the next look it is some 2 MB at most. */
const LIMIT = { messages: 200, bytes: 1_048_576 }

/** What a page holds for a reader who is somewhere in it, however long they stay. */
const READ_BACK_LIMIT = { messages: 2_000 }

/** Leaves out what a page that stays open for days has outgrown; it can be loaded again in pages. [F7] */
export const trim = (view: View, isReadBack: boolean): View =>
  window(view, isReadBack ? READ_BACK_LIMIT : LIMIT)
