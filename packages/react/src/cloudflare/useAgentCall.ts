import type { Json } from '@sluice/protocol'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { AgentBase } from './agentTypes.ts'
import { heldAgent } from './createHeldAgent.ts'

/** Where a call stands. */
export interface AgentCallState<Result> {
  readonly status: 'idle' | 'calling' | 'done' | 'failed'
  readonly result: Result | undefined
  /** A `CallError` of `@sluice/client/cloudflare`, which says whether the method may have run. */
  readonly error: Error | null
  /** What a streaming method sent so far. */
  readonly chunks: readonly Json[]
  /** Calls the method; a call before it is given up. Resolves with its result. */
  readonly call: (...args: readonly unknown[]) => Promise<Result>
  /** Stops waiting for the answer. */
  readonly cancel: () => void
}

type Progress<Result> = Omit<AgentCallState<Result>, 'call' | 'cancel'>

const idle = { status: 'idle', result: undefined, error: null, chunks: [] } as const

/**
 * Calls a method of an agent and says how far the call is. One call at a time; it is given up with the component. [A14]
 *
 * @example
 * const { call, result, status } = useAgentCall<number>(agent, 'add', { timeout: 5_000 })
 */
export function useAgentCall<Result = Json>(
  agent: AgentBase<unknown>,
  method: string,
  { timeout, stream = false }: { readonly timeout?: number; readonly stream?: boolean } = {},
): AgentCallState<Result> {
  const { backend } = heldAgent(agent)
  const [progress, setProgress] = useState<Progress<Result>>(idle)
  const current = useRef<AbortController>(null)
  const cancel = useCallback(() => current.current?.abort(), [])
  useEffect(() => cancel, [cancel])

  const call = useCallback(
    async (...args: readonly unknown[]): Promise<Result> => {
      cancel()
      const mine = new AbortController()
      current.current = mine
      const tell = (change: Partial<Progress<Result>>): void => {
        if (current.current === mine) setProgress(before => ({ ...before, ...change }))
      }
      tell({ ...idle, status: 'calling' })
      const onChunk = (chunk: Json): void => {
        if (current.current === mine)
          setProgress(before => ({ ...before, chunks: [...before.chunks, chunk] }))
      }
      try {
        const result = (await backend.call(method, args, {
          signal: mine.signal,
          ...(timeout === undefined ? {} : { timeout }),
          ...(stream ? { onChunk } : {}),
        })) as Result
        tell({ status: 'done', result })
        return result
      } catch (cause) {
        tell({ status: 'failed', error: cause as Error })
        throw cause
      }
    },
    [backend, method, timeout, stream, cancel],
  )
  return { ...progress, call, cancel }
}
