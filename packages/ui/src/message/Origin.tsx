import type { MouseEvent } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useOpenSession } from '../session/SessionScope.tsx'
import { useViewSelector } from '../session/useViewSelector.ts'
import { useUi } from '../text/UiProvider.tsx'
import { type MessageState, stateOf } from './Message.tsx'
import { useMessageContext } from './MessageContext.tsx'

/**
 * Behind the last message that a fork has from another session: says so, and leads to the message there. No link where nobody says how a session is opened,
 * and nothing in a session that is no fork. [K26] [S14]
 */
export function Origin(props: PartProps<'a', MessageState>) {
  const message = useMessageContext()
  const from = useViewSelector(view => view.session?.forkedFrom ?? null)
  const open = useOpenSession()
  const { messages } = useUi()
  const element = usePartElement('a', 'message-origin', stateOf(message), props, {
    href: open ? '#' : undefined,
    onClick: (event: MouseEvent) => {
      event.preventDefault()
      if (from) open?.({ agent: from.agent, id: from.id }, message.id)
    },
    children: messages.forkedFrom,
  })
  return from && element
}
