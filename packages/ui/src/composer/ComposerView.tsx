import type { ReactNode } from 'react'
import { Icon } from '../icon/Icon.tsx'
import * as Keys from '../keys/index.ts'
import { useUi } from '../text/UiProvider.tsx'
import * as Composer from './index.ts'

const drawAttachment = (attachment: Composer.ComposerFile) => (
  <Composer.Attachment key={attachment.id} attachment={attachment}>
    <Icon name="file" />
    <Composer.AttachmentName />
    <Composer.AttachmentStatus />
    <Composer.AttachmentRetry />
    <Composer.AttachmentRemove>
      <Icon name="cross" />
    </Composer.AttachmentRemove>
  </Composer.Attachment>
)

/** The button that stops, which is its mark alone where there is little room. */
function stop({ children, ...props }: { readonly children?: ReactNode }) {
  const words = typeof children === 'string' ? children : undefined
  return (
    <button type="button" title={words} aria-label={words} {...props}>
      <Icon name="stop" />
      <span data-sluice="composer-stop-words">{children}</span>
    </button>
  )
}

/** The composer with its files and buttons. */
export function ComposerView(props: Pick<Composer.ComposerRootProps, 'attachments' | 'completions'>) {
  const { messages } = useUi()
  return (
    <Composer.Root {...props}>
      <Composer.Attachments>{drawAttachment}</Composer.Attachments>
      <Composer.Completions />
      <Composer.Field>
        <Composer.Input />
      </Composer.Field>
      <div data-sluice="composer-actions">
        <Composer.Attach>
          <Icon name="clip" />
        </Composer.Attach>
        <span data-sluice="composer-hint">{messages.composerHint}</span>
        <Keys.Trigger>
          <Icon name="keyboard" />
        </Keys.Trigger>
        <Composer.Mode />
        <Composer.Stop render={stop} />
        <Composer.Send />
      </div>
      <div data-sluice="composer-drop" aria-hidden="true">
        {messages.dropFiles}
      </div>
    </Composer.Root>
  )
}
