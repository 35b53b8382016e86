import type { ReactNode } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { Choice, JsonInput, NumberInput, SomeOf, TextInput, YesNo } from './controls.tsx'
import type { Field } from './Field.ts'
import { type ControlProps, type FormFieldProps, useForm } from './FormContext.tsx'
import { ListField } from './ListField.tsx'
import { DEEPEST, entryOf, pointerTo } from './problems.ts'
import { readSchema } from './readSchema.ts'
import { wordsOf } from './wordsOf.ts'

/** A schema may refer to itself; what is deeper is written as JSON. */
const kindAt = ({ field }: Field, depth: number): Field['field'] =>
  field.kind === 'group' && depth > DEEPEST ? { kind: 'json' } : field

const SETS: ReadonlySet<string> = new Set(['group', 'list', 'some-of', 'one-of'])

function Around(props: {
  readonly kind: string
  readonly id: string
  readonly label: ReactNode
  readonly described: string | undefined
  readonly invalid: boolean
  readonly children: ReactNode
}) {
  const { kind, id, label, described, invalid, children } = props
  const attributes = {
    'data-sluice': 'form-field',
    'data-field-kind': kind,
    'data-invalid': invalid ? '' : undefined,
  }
  if (SETS.has(kind))
    return (
      <fieldset {...attributes} id={id} aria-describedby={described}>
        <legend>{label}</legend>
        {children}
      </fieldset>
    )
  return (
    <div {...attributes}>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  )
}

function Control({ field, control }: { readonly field: Field['field']; readonly control: ControlProps }) {
  switch (field.kind) {
    case 'text':
      return <TextInput {...control} long={field.long} type={field.type} />
    case 'number':
      return <NumberInput {...control} whole={field.whole} />
    case 'yes-no':
      return <YesNo {...control} />
    case 'one-of':
      return <Choice {...control} options={field.options} />
    case 'some-of':
      return <SomeOf {...control} options={field.options} />
    case 'list':
      return <ListField {...control} item={field.item} />
    case 'group':
      return field.entries.map(({ name, schema, required }) => (
        <FormField
          key={name}
          schema={schema}
          path={[...control.path, name]}
          value={entryOf(control.value, name)}
          required={required}
          label={wordsOf(name)}
        />
      ))
    default:
      return <JsonInput {...control} />
  }
}

/** The field of a form for a schema, with the fields in it. */
export function FormField({ schema, path, value, required, label }: FormFieldProps) {
  const form = useForm()
  const { messages } = useUi()
  const read = readSchema(schema, form.root)
  const field = kindAt(read, path.length)
  if (field.kind === 'fixed') return null
  const pointer = path.reduce<string>(pointerTo, '')
  const problem = form.problemAt(pointer)
  const id = form.idOf(pointer)
  const described = [
    read.description === null ? [] : form.idOf(pointer, 'description'),
    problem === null ? [] : form.idOf(pointer, 'problem'),
  ].flat()
  const control: ControlProps = {
    id,
    label: read.title ?? label,
    path,
    pointer,
    value,
    required,
    described: described.length > 0 ? described.join(' ') : undefined,
    invalid: problem !== null,
  }
  const isOptional = !required && field.kind !== 'yes-no'
  return (
    <Around
      kind={field.kind}
      id={id}
      described={control.described}
      invalid={control.invalid}
      label={
        <>
          {control.label}
          {isOptional && <span data-sluice="form-optional"> {messages.formOptional}</span>}
        </>
      }
    >
      {read.description !== null && (
        <p data-sluice="form-description" id={form.idOf(pointer, 'description')}>
          {read.description}
        </p>
      )}
      <Control field={field} control={control} />
      {problem !== null && (
        <p data-sluice="form-problem" id={form.idOf(pointer, 'problem')}>
          {problem}
        </p>
      )}
    </Around>
  )
}
