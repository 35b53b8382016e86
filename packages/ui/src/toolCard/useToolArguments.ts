import type { ToolCallPart } from '@sluice/fold'
import { useRef } from 'react'
import { createPartialJson } from '../value/partialJson.ts'

type Reader = ReturnType<typeof createPartialJson>

/** The arguments of a call: as far as they were streamed, then the complete ones. Undefined while there is nothing to show. */
export function useToolArguments(call: ToolCallPart): unknown {
  const reader = useRef<{ readonly read: Reader['read']; source: string } | null>(null)
  const text = call.argumentsText
  if (call.arguments !== null || text === '') {
    reader.current = null
    return call.arguments ?? undefined
  }
  // A cache of what was read: reading it again gives the same, so a discarded render does no harm.
  if (!reader.current || !text.startsWith(reader.current.source)) {
    reader.current = { read: createPartialJson().read, source: '' }
  }
  reader.current.source = text
  const { value, status } = reader.current.read(text)
  return status === 'malformed' ? text : value
}
