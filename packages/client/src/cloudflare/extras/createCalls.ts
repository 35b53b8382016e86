import type { Json } from '@sluice/protocol'
import type { Environment } from '../../environment.ts'
import { CallError } from '../CallError.ts'
import type { CallOptions } from '../CallOptions.ts'
import type { AgentFrame } from '../wire.ts'

/** Calls of methods that have no answer yet. */
export interface Calls {
  /** Calls a method: sends it, or has it sent by `flush` when there is no connection. Never sent twice. */
  call(method: string, args: readonly unknown[], options?: CallOptions): Promise<Json>
  /** Sends what waits for a connection. */
  flush(): void
  /** Takes an answer. */
  receive(frame: AgentFrame): void
  /** Rejects what was sent and can have no answer any more; with `isOver` what waits, too. */
  drop(isOver: boolean): void
}

const PATIENCE_MS = 30_000

interface Call {
  readonly frame: object
  readonly end: (error: CallError | null, result?: Json) => void
  readonly onChunk: ((chunk: Json) => void) | undefined
  isSent: boolean
}

/** Creates the calls of a connection. `send` tells whether there was one. */
export function createCalls(environment: Environment, send: (frame: object) => boolean): Calls {
  const calls = new Map<string, Call>()

  function transmit(call: Call): void {
    call.isSent ||= send(call.frame)
  }

  return {
    call(method, args, { timeout, signal, onChunk } = {}) {
      const id = environment.newId()
      const { promise, resolve, reject } = Promise.withResolvers<Json>()
      let cancel: (() => void) | undefined
      const call: Call = {
        frame: { type: 'rpc', id, method, args },
        onChunk,
        isSent: false,
        end(error, result = null) {
          calls.delete(id)
          cancel?.()
          signal?.removeEventListener('abort', abort)
          if (error) reject(error)
          else resolve(result)
        },
      }
      const abort = (): void => call.end(new CallError('cancelled', `${method} was given up.`, call.isSent))
      const ms = timeout ?? (onChunk ? 0 : PATIENCE_MS)
      calls.set(id, call)
      if (ms > 0)
        cancel = environment.after(ms, () =>
          call.end(new CallError('timeout', `${method} gave no answer within ${ms} ms.`, call.isSent)),
        )
      signal?.addEventListener('abort', abort)
      if (signal?.aborted) abort()
      else transmit(call)
      return promise
    },
    flush: () => calls.forEach(transmit),
    receive({ id = '', success, done, result, error }) {
      const call = calls.get(id)
      if (success === false) call?.end(new CallError('failed', `${error}`, true))
      else if (done === false) call?.onChunk?.(result ?? null)
      else call?.end(null, result)
    },
    drop(isOver) {
      for (const call of calls.values())
        if (isOver || call.isSent)
          call.end(
            new CallError('disconnected', 'The connection ended before there was an answer.', call.isSent),
          )
    },
  }
}
