import type { Json } from '@sluice/protocol'
import { useCallback, useMemo, useState } from 'react'
import { complete, type Draft, initialDraft, type Problem, problemsOf, withValue } from './problems.ts'

/** A form for a schema, and what was written into it. */
export interface SchemaFormState {
  readonly schema: Json
  readonly value: Draft
  /** The texts of fields for JSON, by pointer, as they were written. */
  readonly unread: Readonly<Record<string, string>>
  readonly problems: readonly Problem[]
  /** How often it was to be sent; from then on problems are shown. */
  readonly attempts: number
  change(path: readonly (string | number)[], value: Draft): void
  keepUnread(pointer: string, text: string | null): void
  /** What was written, when it fits; null when it does not, which is shown from then on. */
  check(): { readonly value: Json } | null
  /** Begins again. */
  reset(): void
}

const isJsonText = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return text.trim() === ''
  }
}

/** Keeps what is written into a form for a schema; `initial` is what stands in it at the beginning, else the defaults of the schema. */
export function useSchemaForm(schema: Json, initial?: Json): SchemaFormState {
  const begin = useCallback(
    (): { value: Draft; unread: Record<string, string> } => ({
      value: initial ?? initialDraft(schema),
      unread: {},
    }),
    [schema, initial],
  )
  const [draft, setDraft] = useState(begin)
  const [attempts, setAttempts] = useState(0)
  return useMemo(() => {
    const value = complete(schema, schema, draft.value)
    const notJson = Object.entries(draft.unread).flatMap(([pointer, text]): Problem[] =>
      isJsonText(text) ? [] : [{ pointer, code: 'notJson', limit: null }],
    )
    const problems = [...notJson, ...problemsOf(schema, value)]
    return {
      schema,
      value: draft.value,
      unread: draft.unread,
      problems,
      attempts,
      change: (path, next) => setDraft(old => ({ ...old, value: withValue(old.value, path, next) })),
      keepUnread: (pointer, text) =>
        setDraft(({ value: kept, unread: { [pointer]: _, ...unread } }) => ({
          value: kept,
          unread: text === null ? unread : { ...unread, [pointer]: text },
        })),
      check() {
        setAttempts(count => count + 1)
        return problems.length > 0 || value === undefined ? null : { value }
      },
      reset() {
        setDraft(begin())
        setAttempts(0)
      },
    }
  }, [schema, draft, attempts, begin])
}
