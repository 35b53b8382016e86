import type { Json } from '@sluice/protocol'
import type { ComponentType } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import type { Draft } from './problems.ts'

/** The props of a field. */
export interface FormFieldProps {
  readonly schema: Json
  readonly path: readonly (string | number)[]
  readonly value: Draft
  readonly required: boolean
  readonly label: string
}

/** What a control needs to know of its field. */
export interface ControlProps {
  readonly id: string
  readonly label: string
  readonly path: readonly (string | number)[]
  readonly pointer: string
  readonly value: Draft
  readonly required: boolean
  readonly described: string | undefined
  readonly invalid: boolean
}

/** What the fields of a form know of it. */
export interface FormContextValue {
  /** The document that the references of its schemas are in. */
  readonly root: Json
  readonly disabled: boolean
  /** Draws a field, also one in another. */
  readonly Field: ComponentType<FormFieldProps>
  /** The id of the element of a field, or of what stands beside it. */
  idOf(pointer: string, beside?: 'problem' | 'description'): string
  /** What is wrong with a field, once that is to be said. */
  problemAt(pointer: string): string | null
  /** The text of a field that is no JSON yet. */
  unreadAt(pointer: string): string | undefined
  change(path: readonly (string | number)[], value: Draft): void
  /** Keeps a text that is no JSON yet; null when it is. */
  keepUnread(pointer: string, text: string | null): void
}

const [FormContext, useForm] = createPartContext<FormContextValue>('SchemaForm')

export { FormContext, useForm }
