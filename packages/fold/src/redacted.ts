import type { Message } from './view.ts'

/** A message without what it said. [S12] */
export const redacted = (message: Message): Message => ({ ...message, parts: [], redacted: true })
