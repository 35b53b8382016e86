import type { PartInput } from '@sluice/protocol'
import { useActions, type useOutbox } from '@sluice/react'
import { useRef } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import { useFocusHandover } from '../part/useFocusHandover.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { wordsFor } from '../text/wordsFor.ts'

/** A command that waits. */
export type OutboxItem = ReturnType<typeof useOutbox>[number]

/** What the parts of an outbox entry expose: `data-outbox-status` and `data-command`. */
export interface OutboxState {
  readonly outboxStatus: OutboxItem['status']
  readonly command: OutboxItem['command']['type']
}

const [OutboxContext, useOutboxItem] = createPartContext<OutboxItem>('Outbox.Root')

const stateOf = (entry: OutboxItem): OutboxState => ({
  outboxStatus: entry.status,
  command: entry.command.type,
})

/** Tells whether an entry waits for a person: it was refused, or is too old to be sent unasked. */
export const needsAnswer = (entry: OutboxItem): boolean =>
  entry.status === 'refused' || entry.status === 'expired'

/** The props of {@link Root}. */
export type OutboxRootProps = PartProps<'div', OutboxState> & { readonly entry: OutboxItem }

/** One command that is not yet seen to take effect, drawn beside the view. [C3 C8] */
export function Root({ entry, ...props }: OutboxRootProps) {
  const own = useRef<HTMLDivElement>(null)
  useFocusHandover(own)
  const element = usePartElement('div', 'outbox', stateOf(entry), props, { ref: own })
  return <OutboxContext value={entry}>{element}</OutboxContext>
}

const textOf = (part: PartInput): string =>
  part.kind === 'text' ? part.text : part.kind === 'file' ? (part.filename ?? part.kind) : part.kind

/** What was asked: a message's text, or the action in words. */
export function Content(props: PartProps<'div', OutboxState>) {
  const entry = useOutboxItem()
  const { messages } = useUi()
  const { command } = entry
  const texts = 'parts' in command ? command.parts.map(textOf) : null
  const children = texts?.join('\n') ?? messages.outboxAction[command.type] ?? command.type
  return usePartElement('div', 'outbox-content', stateOf(entry), props, { children })
}

/** Where it stands, in words. */
export function Status(props: PartProps<'span', OutboxState>) {
  const entry = useOutboxItem()
  const { messages } = useUi()
  const words: Record<OutboxItem['status'], string> = {
    waiting: messages.outboxWaiting,
    sent: messages.outboxSending,
    accepted: messages.outboxSending,
    refused: messages.outboxRefused,
    expired: messages.outboxExpired,
  }
  return usePartElement('span', 'outbox-status', stateOf(entry), props, { children: words[entry.status] })
}

/** Why it was refused; nothing otherwise. */
export function Reason(props: PartProps<'span', OutboxState>) {
  const entry = useOutboxItem()
  const { error } = entry
  const children = wordsFor(useUi().messages.outboxRefusedFor, error?.code) ?? error?.message
  const element = usePartElement('span', 'outbox-reason', stateOf(entry), props, { children })
  return needsAnswer(entry) && children ? element : null
}

/** Sends it again, under its id, so that it can take effect only once; nothing while it is on its way. */
export function Retry(props: PartProps<'button', OutboxState>) {
  const entry = useOutboxItem()
  const { retry } = useActions(useSessionRef())
  const element = usePartElement('button', 'outbox-retry', stateOf(entry), props, {
    type: 'button',
    onClick: () => retry(entry.commandId),
    children: useUi().messages.retry,
  })
  return needsAnswer(entry) ? element : null
}

/** Gives it up; nothing while it is on its way. */
export function Discard(props: PartProps<'button', OutboxState>) {
  const entry = useOutboxItem()
  const { discard } = useActions(useSessionRef())
  const element = usePartElement('button', 'outbox-discard', stateOf(entry), props, {
    type: 'button',
    onClick: () => discard(entry.commandId),
    children: useUi().messages.discard,
  })
  return needsAnswer(entry) ? element : null
}
