import { useQueue } from '@sluice/react'
import { useSessionRef } from '../session/SessionScope.tsx'
import * as Queue from './index.ts'

/** The messages that wait for the run; nothing while none does. */
export function QueueView() {
  const queue = useQueue(useSessionRef())
  if (queue.length === 0) return null
  return (
    <Queue.Root>
      {queue.map(message => (
        <Queue.Item key={message.id} message={message}>
          <Queue.Content />
          <Queue.Mode />
          <Queue.Withdraw />
        </Queue.Item>
      ))}
    </Queue.Root>
  )
}
