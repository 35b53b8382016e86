import { argumentOf, type JsonPath, type PartialJson } from '@sluice/client'
import type { Id, Json, SessionRef } from '@sluice/protocol'
import { useMemo } from 'react'
import { useSession } from './hooks.ts'
import { useReadable } from './useReadable.ts'

/** An argument of a tool call, as far as it was streamed. */
export interface ToolArgument<T extends Json = Json> {
  /** Text as far as it goes, arrays and objects with what they hold so far, numbers and words once they are complete; undefined before that. */
  readonly value: T | undefined
  readonly isComplete: boolean
}

const empty: PartialJson = { value: undefined, isComplete: false }

/**
 * One argument of a tool call while the model is still writing it: `path` is the name of an argument, or the keys and indices that lead into it, or `[]` for
 * all of them. Each character that streams in is parsed once, whatever is asked for. [H4]
 *
 * @example
 * const { value = '', isComplete } = useToolArgument<string>(ref, call.id, 'content')
 */
export function useToolArgument<T extends Json = Json>(
  ref: SessionRef,
  call: Id,
  path: string | JsonPath,
): ToolArgument<T> {
  const store = useSession(ref)
  const key = JSON.stringify(typeof path === 'string' ? [path] : path)
  const argument = useMemo(() => argumentOf(store, call, JSON.parse(key) as JsonPath), [store, call, key])
  // What the call's schema says of the argument is what the caller names.
  return useReadable(argument, empty) as ToolArgument<T>
}
