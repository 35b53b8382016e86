import { requestJson } from '@sluice/client'
import { useClient } from '@sluice/react'
import { useEffect, useState } from 'react'
import * as v from 'valibot'

/** What the server said last. What was there stays while it is asked again. */
export interface Answer<T> {
  readonly value: T | null
  /** Why there is none, or none newer. */
  readonly problem: string | null
}

/** Asks the server for a path, again and again while the component is there. `schema` has to keep its identity. */
export function useAnswer<T>(path: string, schema: v.GenericSchema<unknown, T>, everyMs: number): Answer<T> {
  const client = useClient()
  const [answer, setAnswer] = useState<Answer<T> & { readonly path: string }>({
    path,
    value: null,
    problem: null,
  })
  useEffect(() => {
    let isOver = false
    let cancel: () => void = () => undefined
    const ask = async () => {
      try {
        const value = v.parse(schema, await requestJson(client, path))
        if (!isOver) setAnswer({ path, value, problem: null })
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error)
        if (!isOver) setAnswer(old => ({ path, value: old.path === path ? old.value : null, problem }))
      }
      if (!isOver) cancel = client.environment.after(everyMs, () => void ask())
    }
    void ask()
    return () => {
      isOver = true
      cancel()
    }
  }, [client, path, schema, everyMs])
  return answer
}
