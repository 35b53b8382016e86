import type { Json } from '@sluice/protocol'
import { useImperativeHandle, useMemo } from 'react'
import { inferSchema } from '../form/readSchema.ts'
import { SchemaForm } from '../form/SchemaForm.tsx'
import { useSchemaForm } from '../form/useSchemaForm.ts'
import type { ApprovalContextValue } from './ApprovalContext.tsx'

/** The props of {@link AnswerForm}. */
export interface AnswerFormProps {
  readonly schema?: Json
  /** What is edited; without a schema it may become another value of the same shape. */
  readonly initial?: Json
  readonly label: string
  readonly disabled: boolean
  readonly check: ApprovalContextValue['check']
}

/** The form of an approval; loaded when the first one is asked for. */
export function AnswerForm({ schema, initial, label, disabled, check }: AnswerFormProps) {
  const own = useMemo(() => schema ?? inferSchema(initial ?? null), [schema, initial])
  const form = useSchemaForm(own, initial)
  useImperativeHandle(check, () => form.check, [form])
  return <SchemaForm form={form} label={label} disabled={disabled} />
}
