import type { ToolCallPart } from '@sluice/fold'
import { createPartContext } from '../part/createPartContext.tsx'

const [ToolCardContext, useToolCard] = createPartContext<ToolCallPart>('ToolCard.Root')

export { ToolCardContext, useToolCard }
