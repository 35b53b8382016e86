import type { ToolCallPart } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useToolArgument } from '@sluice/react'
import { createContext, use } from 'react'
import { useSessionRef } from '../session/SessionScope.tsx'

/** Gives the arguments of a call to the parts of its card. */
export const ToolArgumentsContext = createContext<unknown>(undefined)

/** The arguments of the call around, as far as they were streamed, then the complete ones; undefined while there is nothing to show. */
export const useToolArguments = (): unknown => use(ToolArgumentsContext)

/**
 * Reads the arguments of a call. Of one that failed before it had any, the text itself, as it may be no JSON. [H4]
 */
export function useReadArguments(id: Id, call: ToolCallPart | null): unknown {
  const { value } = useToolArgument(useSessionRef(), id, [])
  if (call === null || call.argumentsText === '') return call?.arguments ?? undefined
  if (call.arguments !== null || call.status === 'called') return call.arguments ?? value
  return call.status === 'failed' ? call.argumentsText : (value ?? call.argumentsText)
}
