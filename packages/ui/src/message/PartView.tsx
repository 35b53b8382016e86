import type { Part } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { usePart } from '@sluice/react'
import { memo } from 'react'
import { ReasoningView } from '../reasoning/ReasoningView.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { ToolCallView } from '../toolCard/ToolCallView.tsx'
import { RegisteredData } from '../views/RegisteredData.tsx'
import * as Message from './index.ts'

/** Draws a part of a message. Only this renders again when the part changes. [C5] */
export const PartView = memo(function PartView({ part: id }: { readonly part: Id }) {
  const part = usePart(useSessionRef(), id)
  return part && <KindOfPart part={part} />
})

/** Draws a part by its kind; a kind of a later revision is named, and breaks nothing. [W6] */
export function KindOfPart({ part }: { readonly part: Part }) {
  switch (part.kind) {
    case 'text':
      return <Message.Text part={part} />
    case 'reasoning':
      return <ReasoningView part={part} />
    case 'tool-call':
      return <ToolCallView call={part.id} />
    case 'file':
      return <Message.File part={part} />
    case 'source':
      return <Message.Source part={part} />
    case 'data':
      return (
        <RegisteredData name={part.name} data={part.data}>
          <Message.Data part={part} />
        </RegisteredData>
      )
    default:
      return <Message.Unknown kind={(part as { kind: string }).kind} />
  }
}
