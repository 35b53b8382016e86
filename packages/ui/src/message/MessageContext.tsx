import type { Message } from '@sluice/fold'
import { createPartContext } from '../part/createPartContext.tsx'

const [MessageContext, useMessageContext] = createPartContext<Message>('Message.Root')

const [EditingContext, useEditing] =
  createPartContext<readonly [editing: boolean, setEditing: (editing: boolean) => void]>('Message.Root')

export { EditingContext, MessageContext, useEditing, useMessageContext }
