import { useOutbox } from '@sluice/react'
import { useSessionRef } from '../session/SessionScope.tsx'
import * as Outbox from './index.ts'
import { needsAnswer, type OutboxItem } from './Outbox.tsx'

/** Messages are drawn while they wait; other commands show on what they are about, and here only when they were refused. */
const isDrawn = (entry: OutboxItem) => entry.command.type === 'message.send' || needsAnswer(entry)

/** What waits for the server, beside the conversation. [C8] */
export function OutboxView() {
  const entries = useOutbox(useSessionRef()).filter(isDrawn)
  return entries.map(entry => (
    <Outbox.Root key={entry.commandId} entry={entry}>
      <Outbox.Content />
      <div data-sluice="outbox-footer">
        <Outbox.Status />
        <Outbox.Reason />
        <Outbox.Retry />
        <Outbox.Discard />
      </div>
    </Outbox.Root>
  ))
}
