import { type ReactNode, useRef } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import { useFocusHandover } from '../part/useFocusHandover.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { type ComposerState, useComposer } from './ComposerContext.tsx'
import type { Attachment as AttachmentFact } from './useAttachments.ts'

/** What the parts of a file expose: `data-attachment-status`. */
export interface AttachmentState {
  readonly attachmentStatus: AttachmentFact['status']
}

const [AttachmentContext, useAttachment] = createPartContext<AttachmentFact>('Composer.Attachment')

const stateOf = ({ status }: AttachmentFact): AttachmentState => ({ attachmentStatus: status })

/** Lets a person choose files; nothing where none can be uploaded. */
export function Attach(props: PartProps<'button', ComposerState>) {
  const { state, attachments } = useComposer()
  const { messages } = useUi()
  const element = usePartElement('button', 'composer-attach', state, props, {
    type: 'button',
    title: messages.attach,
    'aria-label': messages.attach,
    onClick: () => {
      const input = document.createElement('input')
      input.type = 'file'
      input.multiple = true
      if (attachments.accept) input.accept = attachments.accept
      input.onchange = () => attachments.add(input.files ?? [])
      input.click()
    },
    children: messages.attach,
  })
  return attachments.isOffered ? element : null
}

/** The props of {@link Attachments}. */
export type ComposerAttachmentsProps = Omit<PartProps<'ul', ComposerState>, 'children'> & {
  /** Draws a file. */
  readonly children: (attachment: AttachmentFact) => ReactNode
}

/** The files that go with the message; nothing while there are none. */
export function Attachments({ children: draw, ...props }: ComposerAttachmentsProps) {
  const { state, attachments } = useComposer()
  const element = usePartElement('ul', 'composer-attachments', state, props, {
    'aria-label': useUi().messages.attachments,
    children: attachments.list.map(draw),
  })
  return attachments.list.length > 0 ? element : null
}

/** The props of {@link Attachment}. */
export type ComposerAttachmentProps = PartProps<'li', AttachmentState> & {
  readonly attachment: AttachmentFact
}

/** A file. */
export function Attachment({ attachment, ...props }: ComposerAttachmentProps) {
  const own = useRef<HTMLLIElement>(null)
  useFocusHandover(own)
  const element = usePartElement('li', 'attachment', stateOf(attachment), props, { ref: own })
  return <AttachmentContext value={attachment}>{element}</AttachmentContext>
}

/** Its name. */
export function AttachmentName(props: PartProps<'span', AttachmentState>) {
  const attachment = useAttachment()
  return usePartElement('span', 'attachment-name', stateOf(attachment), props, {
    children: attachment.file.name,
  })
}

/** How large it is; why it was not uploaded once that is known; until then a bar that says how much of it was sent. */
export function AttachmentStatus(props: PartProps<'span', AttachmentState>) {
  const attachment = useAttachment()
  const { messages, format } = useUi()
  const { file, status, sent, reason } = attachment
  // Without a value the bar moves: nothing is known of how far it is.
  const value = sent === null || file.size === 0 ? {} : { value: sent, max: file.size }
  const words = {
    uploading: <progress aria-label={messages.attachmentUploading(file.name)} {...value} />,
    ready: format.bytes(file.size),
    failed: reason ?? messages.attachmentFailed,
  }
  return usePartElement('span', 'attachment-status', stateOf(attachment), props, {
    role: status === 'failed' ? 'alert' : undefined,
    children: words[status],
  })
}

/** Uploads it again; nothing unless it failed for a reason that may pass. */
export function AttachmentRetry(props: PartProps<'button', AttachmentState>) {
  const attachment = useAttachment()
  const { attachments } = useComposer()
  const element = usePartElement('button', 'attachment-retry', stateOf(attachment), props, {
    type: 'button',
    onClick: () => attachments.retry(attachment.id),
    children: useUi().messages.retry,
  })
  return attachment.status === 'failed' && !attachment.refused ? element : null
}

/** Takes it away, and ends its upload. */
export function AttachmentRemove(props: PartProps<'button', AttachmentState>) {
  const attachment = useAttachment()
  const { attachments } = useComposer()
  const label = useUi().messages.attachmentRemove(attachment.file.name)
  return usePartElement('button', 'attachment-remove', stateOf(attachment), props, {
    type: 'button',
    title: label,
    'aria-label': label,
    onClick: () => attachments.remove(attachment.id),
    children: '×',
  })
}
