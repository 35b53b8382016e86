import type { ReactNode } from 'react'
import { Icon } from '../icon/Icon.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** Puts what was said before behind one line, once it was said again. The content is never taken away. [R1] */
export function FoldedWhen({ folded, children }: { readonly folded: boolean; readonly children: ReactNode }) {
  const { messages } = useUi()
  if (!folded) return children
  return (
    <details data-sluice="message-fold">
      <summary>
        {messages.messageInterruptedFolded}
        <Icon name="chevron" data-sluice="chevron" />
      </summary>
      {children}
    </details>
  )
}
