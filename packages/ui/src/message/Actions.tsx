import type { Id } from '@sluice/protocol'
import { useActions, useClient, useSession } from '@sluice/react'
import { use, useState } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { IdleContext } from '../thread/ThreadContext.tsx'
import { type MessageState, stateOf } from './Message.tsx'
import { useEditing, useMessageContext } from './MessageContext.tsx'
import { turnText } from './messageText.ts'

/** Around what can be done with a message, or with the turn that it ends. */
export function Actions(props: PartProps<'div', MessageState>) {
  return usePartElement('div', 'message-actions', stateOf(useMessageContext()), props, {
    role: 'group',
    'aria-label': useUi().messages.messageActions,
  })
}

/** Whether branches can be made: by a backend that has them, and while no run is going. [C7] [E10] */
export function useCanBranch(): boolean {
  const isIdle = use(IdleContext)
  return useClient().capabilities.branches === true && isIdle
}

/** What the copy button exposes: `data-copied` until the pointer or the focus leaves. */
export interface CopyState {
  readonly copied: boolean
}

/** The props of {@link Copy}. */
export type MessageCopyProps = PartProps<'button', CopyState> & {
  /** The first message of the turn that this one ends, to copy all of it. */
  readonly from?: Id | undefined
}

/** Puts what the message or its turn says on the clipboard, as markdown, without reasoning and tools. */
export function Copy({ from, ...props }: MessageCopyProps) {
  const message = useMessageContext()
  const store = useSession(useSessionRef())
  const { messages } = useUi()
  const [copied, setCopied] = useState(false)
  const reset = () => setCopied(false)
  const label = message.role === 'assistant' ? messages.copyAnswer : messages.copyMessage
  return usePartElement('button', 'message-copy', { copied }, props, {
    type: 'button',
    onBlur: reset,
    onPointerLeave: reset,
    onClick: () => {
      const text = turnText(store.getView(), from ?? message.id, message.id)
      // Without a secure context there is no clipboard; the text can still be selected.
      // Nor where the browser refuses it.
      navigator.clipboard?.writeText(text).then(
        () => setCopied(true),
        () => setCopied(false),
      )
    },
    title: label,
    'aria-label': copied ? messages.copied : label,
    children: copied ? messages.copied : messages.copy,
  })
}

/** Has the answer made again beside this one; nothing while a run is going or when the backend has no branches. [E10] */
export function Retry(props: PartProps<'button', MessageState>) {
  const message = useMessageContext()
  const { retryMessage } = useActions(useSessionRef())
  const { messages } = useUi()
  const canBranch = useCanBranch()
  const element = usePartElement('button', 'message-retry', stateOf(message), props, {
    type: 'button',
    onClick: () => retryMessage(message.id),
    title: messages.retryAnswer,
    'aria-label': messages.retryAnswer,
    children: messages.retry,
  })
  return canBranch && message.role === 'assistant' ? element : null
}

/** Opens the editor of a person's message; nothing while a run is going or when the backend has no branches. [E10] */
export function Edit(props: PartProps<'button', MessageState>) {
  const message = useMessageContext()
  const { messages } = useUi()
  const [editing, setEditing] = useEditing()
  const canBranch = useCanBranch()
  const element = usePartElement('button', 'message-edit', stateOf(message), props, {
    type: 'button',
    'aria-expanded': editing,
    onClick: () => setEditing(!editing),
    title: messages.editMessage,
    'aria-label': messages.editMessage,
    children: messages.editMessage,
  })
  return canBranch && message.role === 'user' && !message.redacted ? element : null
}
