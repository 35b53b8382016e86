import type { QueuedMessage } from '@sluice/fold'
import { useActions } from '@sluice/react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePending } from '../session/usePending.ts'
import { useUi } from '../text/UiProvider.tsx'
import type { QueueMode } from '../text/vocabulary.ts'

/** What the parts of a queued message expose: `data-queue-mode`, and `data-withdrawing` while it is being taken back. */
export interface QueueState {
  readonly queueMode: QueueMode
  readonly withdrawing: boolean
}

interface QueueContextValue {
  readonly message: QueuedMessage
  readonly state: QueueState
}

const [QueueContext, useQueued] = createPartContext<QueueContextValue>('Queue.Item')

/** Around the queued messages. */
export function Root(props: PartProps<'ul'>) {
  return usePartElement('ul', 'queue', {}, props, { 'aria-label': useUi().messages.queueTitle })
}

/** The props of {@link Item}. */
export type QueueItemProps = PartProps<'li', QueueState> & { readonly message: QueuedMessage }

/** A message that waits until the model is given it. [R4] */
export function Item({ message, ...props }: QueueItemProps) {
  const withdrawing = usePending('message.withdraw').some(entry => entry.command.message === message.id)
  const state = { queueMode: message.mode, withdrawing }
  const element = usePartElement('li', 'queue-item', state, props)
  return <QueueContext value={{ message, state }}>{element}</QueueContext>
}

/** Its text. */
export function Content(props: PartProps<'span', QueueState>) {
  const { message, state } = useQueued()
  const children = message.parts.map(part => (part.kind === 'text' ? part.text : part.kind)).join('\n')
  return usePartElement('span', 'queue-content', state, props, { children })
}

/** When its turn comes, in words. */
export function Mode(props: PartProps<'span', QueueState>) {
  const { message, state } = useQueued()
  const children = useUi().messages.queueMode[message.mode]
  return usePartElement('span', 'queue-mode', state, props, { children })
}

/** Takes it back. */
export function Withdraw(props: PartProps<'button', QueueState>) {
  const { message, state } = useQueued()
  const { withdraw } = useActions(useSessionRef())
  return usePartElement('button', 'queue-withdraw', state, props, {
    type: 'button',
    disabled: state.withdrawing,
    onClick: () => withdraw(message.id),
    children: useUi().messages.withdraw,
  })
}
