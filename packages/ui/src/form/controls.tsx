import { equalJson } from '@sluice/fold'
import type { Json } from '@sluice/protocol'
import { useUi } from '../text/UiProvider.tsx'
import type { Option } from './Field.ts'
import { type ControlProps, useForm } from './FormContext.tsx'
import { itemsOf } from './problems.ts'

const attributesOf = ({ id, described, invalid, required }: ControlProps, disabled: boolean) => ({
  id,
  disabled,
  'aria-describedby': described,
  'aria-invalid': invalid || undefined,
  'aria-required': required || undefined,
  'data-sluice': 'form-input',
})

const written = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** A text, in one line or several. */
export function TextInput({ long, type, ...control }: ControlProps & { long: boolean; type: string }) {
  const { change, disabled } = useForm()
  const attributes = attributesOf(control, disabled)
  const value = written(control.value)
  const onChange = (event: { target: { value: string } }) => change(control.path, event.target.value)
  if (long) return <textarea {...attributes} rows={3} value={value} onChange={onChange} />
  return <input {...attributes} type={type} value={value} onChange={onChange} autoComplete="off" />
}

/** A number. */
export function NumberInput({ whole, ...control }: ControlProps & { whole: boolean }) {
  const { change, disabled } = useForm()
  return (
    <input
      {...attributesOf(control, disabled)}
      type="number"
      step={whole ? 1 : 'any'}
      value={written(control.value)}
      onChange={({ target }) => change(control.path, target.value === '' ? undefined : Number(target.value))}
    />
  )
}

/** A yes or no. */
export function YesNo(control: ControlProps) {
  const { change, disabled } = useForm()
  return (
    <input
      {...attributesOf({ ...control, required: false }, disabled)}
      type="checkbox"
      checked={control.value === true}
      onChange={({ target }) => change(control.path, target.checked)}
    />
  )
}

/** So many choices can be taken in at a glance; more of them are a list to open. */
const MOST_RADIOS = 5

/** One of several. */
export function Choice({ options, ...control }: ControlProps & { options: readonly Option[] }) {
  const { change, disabled } = useForm()
  const { messages } = useUi()
  const { value, path, id, label, required } = control
  const chosen = options.findIndex(option => value !== undefined && equalJson(option.value, value))
  if (options.length <= MOST_RADIOS)
    return (
      <div data-sluice="form-options">
        {options.map((option, index) => (
          <label key={option.label} data-sluice="form-option">
            <input
              type="radio"
              name={id}
              disabled={disabled}
              checked={index === chosen}
              onChange={() => change(path, option.value)}
              // A choice that need not be made can be taken back.
              onClick={() => !required && index === chosen && change(path, undefined)}
            />
            {option.label}
          </label>
        ))}
      </div>
    )
  return (
    <select
      data-sluice="form-input"
      disabled={disabled}
      aria-label={label}
      aria-invalid={control.invalid || undefined}
      value={chosen}
      onChange={({ target }) => change(path, options[Number(target.value)]?.value)}
    >
      <option value={-1}>{messages.formChoose}</option>
      {options.map((option, index) => (
        <option key={option.label} value={index}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

/** Any of several. */
export function SomeOf({ options, ...control }: ControlProps & { options: readonly Option[] }) {
  const { change, disabled } = useForm()
  const values = itemsOf(control.value)
  const has = (value: Json) => values.some(one => equalJson(one, value))
  return (
    <div data-sluice="form-options">
      {options.map(({ value, label }) => (
        <label key={label} data-sluice="form-option">
          <input
            type="checkbox"
            disabled={disabled}
            checked={has(value)}
            onChange={({ target }) => {
              const chosen = options.filter(option =>
                equalJson(option.value, value) ? target.checked : has(option.value),
              )
              change(
                control.path,
                chosen.map(option => option.value),
              )
            }}
          />
          {label}
        </label>
      ))}
    </div>
  )
}

/** Whatever no other field fits, as JSON. */
export function JsonInput(control: ControlProps) {
  const { change, keepUnread, unreadAt, disabled } = useForm()
  const { value, pointer, path } = control
  const shown = unreadAt(pointer) ?? (value === undefined ? '' : JSON.stringify(value, null, 2))
  return (
    <textarea
      {...attributesOf(control, disabled)}
      data-json=""
      rows={3}
      spellCheck={false}
      value={shown}
      onChange={({ target }) => {
        const text = target.value
        // The text stays as it was written, also where it is JSON.
        keepUnread(pointer, text)
        if (text.trim() === '') return change(path, undefined)
        try {
          change(path, JSON.parse(text) as Json)
        } catch {
          // A text that is no JSON yet is told of as a problem.
        }
      }}
    />
  )
}
