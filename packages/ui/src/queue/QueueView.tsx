import { useQueue } from '@sluice/react'
import { useSessionRef } from '../session/SessionScope.tsx'
import * as Queue from './index.ts'
import { useQueued } from './Queue.tsx'

function Line() {
  const { editing } = useQueued().state
  return editing ? (
    <>
      <Queue.Field />
      <Queue.Save />
      <Queue.Cancel />
    </>
  ) : (
    <>
      <Queue.Content />
      <Queue.Mode />
      <Queue.Edit />
      <Queue.Withdraw />
    </>
  )
}

/** The messages that wait for the run; nothing while none does. */
export function QueueView() {
  const queue = useQueue(useSessionRef())
  if (queue.length === 0) return null
  return (
    <Queue.Root>
      {queue.map(message => (
        <Queue.Item key={message.id} message={message}>
          <Line />
        </Queue.Item>
      ))}
    </Queue.Root>
  )
}
