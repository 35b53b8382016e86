import type { JsonObject } from '@sluice/protocol'
import { useEffect, useRef } from 'react'
import { Icon } from '../icon/Icon.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { type ControlProps, useForm } from './FormContext.tsx'
import { itemsOf } from './problems.ts'
import { readSchema } from './readSchema.ts'

const CONTROLS = 'input, textarea, select, [data-sluice="form-add"]'

/** A list of which items are added and taken away. The focus goes to what was added, or to what stands where something was taken away. */
export function ListField({ item, path, value, label }: ControlProps & { readonly item: JsonObject }) {
  const form = useForm()
  const { messages, format } = useUi()
  const rows = useRef<HTMLDivElement>(null)
  const focusAt = useRef<number | null>(null)
  const items = itemsOf(value)
  useEffect(() => {
    if (focusAt.current === null) return
    const row = rows.current?.children[Math.min(focusAt.current, items.length)]
    row?.querySelector<HTMLElement>(CONTROLS)?.focus()
    focusAt.current = null
  }, [items.length])

  const { field } = readSchema(item, form.root)
  const add = () => {
    focusAt.current = items.length
    const made =
      field.kind === 'yes-no' ? false : field.kind === 'group' ? {} : field.kind === 'list' ? [] : ''
    form.change(path, [...items, field.kind === 'number' ? null : made])
  }
  const remove = (index: number) => {
    focusAt.current = index
    form.change(path, items.toSpliced(index, 1))
  }
  return (
    <div data-sluice="form-list" ref={rows}>
      {items.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its position
        <div key={index} data-sluice="form-item">
          <form.Field
            schema={item}
            path={[...path, index]}
            value={one ?? undefined}
            required
            label={messages.formItem(format.number(index + 1))}
          />
          <button
            type="button"
            data-sluice="form-remove"
            disabled={form.disabled}
            title={messages.formRemove(format.number(index + 1))}
            aria-label={messages.formRemove(format.number(index + 1))}
            onClick={() => remove(index)}
          >
            <Icon name="cross" />
          </button>
        </div>
      ))}
      <div>
        <button
          type="button"
          data-sluice="form-add"
          disabled={form.disabled}
          aria-label={`${messages.formAdd}: ${label}`}
          onClick={add}
        >
          <Icon name="plus" />
          {messages.formAdd}
        </button>
      </div>
    </div>
  )
}
