import type { ToolCallPart } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useToolArgument } from '@sluice/react'
import { createContext } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'

/** The arguments of the call around, as {@link useToolArguments} gives them to its root. */
export const ToolArgumentsContext = createContext<unknown>(undefined)

/**
 * The arguments of a call: as far as they were streamed, then the complete ones. Undefined while there is nothing to show. Of a call that failed
 * before it had any, the text itself, as it may be no JSON. [H4]
 */
export function useToolArguments(id: Id, call: ToolCallPart | null): unknown {
  const { value } = useToolArgument(useSessionRef(), id, [])
  if (call === null || call.argumentsText === '') return call?.arguments ?? undefined
  if (call.arguments !== null || call.status === 'called') return call.arguments ?? value
  return call.status === 'failed' ? call.argumentsText : (value ?? call.argumentsText)
}
