import { useClient, useFork } from '@sluice/react'
import { useState } from 'react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useOpenSession, useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { type MessageState, stateOf } from './Message.tsx'
import { useMessageContext } from './MessageContext.tsx'

/** What the fork button exposes: those of the message, and `data-fork-status` while the session is made and after it could not be. */
export interface ForkState extends MessageState {
  readonly forkStatus: 'forking' | 'refused' | null
}

/**
 * Makes another session of what was said up to the end of the message, and opens it; behind what a person said, that is answered anew in it.
 * Nothing when the backend cannot, and where nobody says how a session is opened. [C7] [S14]
 */
export function Fork({ children, ...props }: PartProps<'button', ForkState>) {
  const message = useMessageContext()
  const { messages } = useUi()
  const fork = useFork(useSessionRef())
  const open = useOpenSession()
  const canFork = useClient().capabilities.forks === true
  const [status, setStatus] = useState<ForkState['forkStatus']>(null)
  const label = status === 'refused' ? messages.forkRefused : messages.forkHere
  const run = async () => {
    setStatus('forking')
    try {
      const forked = await fork(message.id)
      setStatus(null)
      open?.(forked)
    } catch {
      // The reader is told that it could not be; what was said is as it was, and they may try again.
      setStatus('refused')
    }
  }
  const element = usePartElement(
    'button',
    'message-fork',
    { ...stateOf(message), forkStatus: status },
    props,
    {
      type: 'button',
      // It keeps the focus while it waits.
      'aria-disabled': status === 'forking' || undefined,
      onClick: () => status !== 'forking' && void run(),
      title: label,
      'aria-label': label,
      children: (
        <>
          {children ?? messages.forkHere}
          {status === 'refused' && <span role="alert">{messages.forkRefused}</span>}
        </>
      ),
    },
  )
  return canFork && open && message.status !== 'open' && !message.redacted ? element : null
}
