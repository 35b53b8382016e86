import { useEffect, useId, useMemo, useRef } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { FormContext, type FormContextValue } from './FormContext.tsx'
import { FormField } from './FormField.tsx'
import type { SchemaFormState } from './useSchemaForm.ts'

/** The props of {@link SchemaForm}. */
export interface SchemaFormProps {
  readonly form: SchemaFormState
  /** What a single field is called that names no title. */
  readonly label: string
  readonly disabled?: boolean | undefined
}

/**
 * The fields of a form for a JSON schema. What is wrong is said at its field once the form was to be sent, and the focus goes to the first such
 * field; it is said no longer as soon as it is right.
 */
export function SchemaForm({ form, label, disabled = false }: SchemaFormProps) {
  const { messages, format } = useUi()
  const own = useRef<HTMLDivElement>(null)
  const prefix = useId()
  const { schema, value, problems, attempts, unread, change, keepUnread } = form
  useEffect(() => {
    if (attempts === 0) return
    const field = own.current?.querySelector('[data-invalid]')
    field?.querySelector<HTMLElement>('input, textarea, select, button')?.focus()
  }, [attempts])
  const context = useMemo<FormContextValue>(
    () => ({
      root: schema,
      disabled,
      Field: FormField,
      idOf: (pointer, beside) => `${prefix}${pointer}${beside ? `-${beside}` : ''}`,
      problemAt(pointer) {
        const problem = attempts > 0 ? problems.find(found => found.pointer === pointer) : undefined
        if (!problem) return null
        const limit = format.number(problem.limit ?? 0)
        return messages.formProblem[problem.code](limit)
      },
      unreadAt: pointer => (Object.hasOwn(unread, pointer) ? unread[pointer] : undefined),
      change,
      keepUnread,
    }),
    [schema, disabled, prefix, problems, attempts, unread, change, keepUnread, messages, format],
  )
  return (
    <div data-sluice="form" ref={own}>
      <FormContext value={context}>
        <FormField schema={schema} path={[]} value={value} required label={label} />
      </FormContext>
    </div>
  )
}
