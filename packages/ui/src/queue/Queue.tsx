import type { QueuedMessage } from '@sluice/fold'
import { useActions } from '@sluice/react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { isComposing } from '../composer/isComposing.ts'
import { createPartContext } from '../part/createPartContext.tsx'
import { useFocusHandover } from '../part/useFocusHandover.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePending } from '../session/usePending.ts'
import { useUi } from '../text/UiProvider.tsx'
import type { QueueMode } from '../text/vocabulary.ts'

/** What the parts of a queued message expose: `data-queue-mode`, `data-editing`, and `data-withdrawing` while it is being taken back. */
export interface QueueState {
  readonly queueMode: QueueMode
  readonly editing: boolean
  readonly withdrawing: boolean
}

interface QueueContextValue {
  readonly message: QueuedMessage
  readonly state: QueueState
  /** What it says now. */
  readonly text: string
  /** What it is to say instead; null while nobody edits it. */
  readonly draft: string | null
  readonly wasEdited: boolean
  setDraft(draft: string | null): void
  save(): void
}

const [QueueContext, useQueued] = createPartContext<QueueContextValue>('Queue.Item')

export { useQueued }

/** Where a button stood that had the focus, something else takes it. */
const focus = (element: HTMLElement | null) => element?.focus()

/** Around the queued messages. */
export function Root(props: PartProps<'ul'>) {
  return usePartElement('ul', 'queue', {}, props, { 'aria-label': useUi().messages.queueTitle })
}

/** The props of {@link Item}. */
export type QueueItemProps = PartProps<'li', QueueState> & { readonly message: QueuedMessage }

/** A message that waits until the model is given it. [R4] */
export function Item({ message, ...props }: QueueItemProps) {
  const { id, mode, parts } = message
  const { edit } = useActions(useSessionRef())
  const withdrawing = usePending('message.withdraw').some(entry => entry.command.message === id)
  const [draft, setDraft] = useState<string | null>(null)
  const [wasEdited, setWasEdited] = useState(false)
  const text = parts.map(part => (part.kind === 'text' ? part.text : part.kind)).join('\n')
  const change = (next: string | null) => {
    setDraft(next)
    setWasEdited(true)
  }
  const save = () => {
    if (draft !== null && draft.trim() !== '' && draft !== text) edit(id, draft)
    change(null)
  }
  const state = { queueMode: mode, editing: draft !== null, withdrawing }
  const own = useRef<HTMLLIElement>(null)
  useFocusHandover(own)
  const element = usePartElement('li', 'queue-item', state, props, { ref: own })
  return (
    <QueueContext value={{ message, state, text, draft, wasEdited, setDraft: change, save }}>
      {element}
    </QueueContext>
  )
}

/** Its text. */
export function Content(props: PartProps<'span', QueueState>) {
  const { text, state } = useQueued()
  return usePartElement('span', 'queue-content', state, props, { dir: 'auto', children: text })
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
    // Disabled it would lose the focus before it can give it on.
    'aria-disabled': state.withdrawing || undefined,
    onClick: () => {
      if (!state.withdrawing) withdraw(message.id)
    },
    children: useUi().messages.withdraw,
  })
}

/** Lets its text be changed; nothing when it holds more than text. */
export function Edit(props: PartProps<'button', QueueState>) {
  const { message, state, text, wasEdited, setDraft } = useQueued()
  const element = usePartElement('button', 'queue-edit', state, props, {
    ref: wasEdited ? focus : undefined,
    type: 'button',
    disabled: state.withdrawing,
    onClick: () => setDraft(text),
    children: useUi().messages.edit,
  })
  return message.parts.every(part => part.kind === 'text') ? element : null
}

/** The text that is edited. Enter saves, Shift+Enter makes a new line, Escape leaves it as it was. */
export function Field(props: PartProps<'textarea', QueueState>) {
  const { state, text, draft, setDraft, save } = useQueued()
  return usePartElement('textarea', 'queue-field', state, props, {
    ref: focus,
    rows: 1,
    value: draft ?? text,
    'aria-label': useUi().messages.queueField,
    onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') setDraft(null)
      if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
      event.preventDefault()
      save()
    },
  })
}

/** Keeps what was edited. */
export function Save(props: PartProps<'button', QueueState>) {
  const { state, save } = useQueued()
  const children = useUi().messages.save
  return usePartElement('button', 'queue-save', state, props, { type: 'button', onClick: save, children })
}

/** Leaves it as it was. */
export function Cancel(props: PartProps<'button', QueueState>) {
  const { state, setDraft } = useQueued()
  return usePartElement('button', 'queue-cancel', state, props, {
    type: 'button',
    onClick: () => setDraft(null),
    children: useUi().messages.cancel,
  })
}
