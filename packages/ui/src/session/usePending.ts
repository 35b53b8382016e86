import type { Command, CommandType } from '@sluice/protocol'
import { useOutbox } from '@sluice/react'
import { useSessionRef } from './SessionScope.tsx'

type OutboxEntry = ReturnType<typeof useOutbox>[number]

/** A command that waits in the outbox. */
export type Pending<T extends CommandType> = Omit<OutboxEntry, 'command'> & { readonly command: Command<T> }

/** The commands of a type that wait in the outbox, oldest first. What waits is drawn beside the view, never in it. [C8] */
export function usePending<T extends CommandType>(type: T): readonly Pending<T>[] {
  const outbox = useOutbox(useSessionRef())
  return outbox.filter((entry): entry is OutboxEntry & Pending<T> => entry.command.type === type)
}
