import type { PartInput } from '@sluice/protocol'
import { useActions, useSession } from '@sluice/react'
import { type FormEvent, type KeyboardEvent, useRef } from 'react'
import { isComposing } from '../composer/isComposing.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useEditing, useMessageContext } from './MessageContext.tsx'
import { messageText } from './messageText.ts'

/** The form of a message that is edited; loaded with the first one. */
export function OpenEditor(props: PartProps<'form'>) {
  const message = useMessageContext()
  const ref = useSessionRef()
  const store = useSession(ref)
  const { resend } = useActions(ref)
  const { messages } = useUi()
  const [, setEditing] = useEditing()
  const input = useRef<HTMLTextAreaElement>(null)
  const text = message.parts.flatMap(part =>
    typeof part !== 'string' && part.kind === 'text' ? part.text : [],
  )

  const close = () => {
    setEditing(false)
    input.current?.closest<HTMLElement>('[data-sluice="message"]')?.focus()
  }
  const submit = () => {
    const value = input.current?.value.trim() ?? ''
    if (value === '') return
    const attached = message.parts.flatMap((part): PartInput[] => {
      if (typeof part === 'string' || part.kind !== 'file') return []
      return [{ kind: 'file', file: part.file, ...(part.filename ? { filename: part.filename } : {}) }]
    })
    if (value !== messageText(store.getView(), message))
      resend(message.id, [{ kind: 'text', text: value }, ...attached])
    close()
  }
  return usePartElement('form', 'message-editor', {}, props, {
    onSubmit: (event: FormEvent) => {
      event.preventDefault()
      submit()
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
      if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
      if ((event.target as Element).localName !== 'textarea') return
      event.preventDefault()
      submit()
    },
    children: (
      <>
        <textarea
          ref={input}
          data-sluice="message-editor-input"
          aria-label={messages.editLabel}
          defaultValue={text.join('\n\n')}
          // The person asked for it by pressing Edit.
          // biome-ignore lint/a11y/noAutofocus: see above
          autoFocus
        />
        <div data-sluice="message-editor-actions">
          <button type="button" data-sluice="message-editor-cancel" onClick={close}>
            {messages.cancel}
          </button>
          <button type="submit" data-sluice="message-editor-send">
            {messages.editSend}
          </button>
        </div>
      </>
    ),
  })
}
