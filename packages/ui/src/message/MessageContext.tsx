import type { Message } from '@sluice/fold'
import { createPartContext } from '../part/createPartContext.tsx'

const [MessageContext, useMessageContext] = createPartContext<Message>('Message.Root')

export { MessageContext, useMessageContext }
