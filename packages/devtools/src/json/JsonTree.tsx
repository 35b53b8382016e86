import { useMemo, useState } from 'react'
import { firstOpening, flattenJson, type JsonOpening } from './flattenJson.ts'
import { JsonRows } from './JsonRows.tsx'

/** The props of {@link JsonTree}. */
export interface JsonTreeProps {
  readonly value: unknown
  /** Names the tree for those who do not see it. */
  readonly label: string
  /** How many lines are opened at first. */
  readonly openLines?: number
  /** The selected pointer, opened and in sight at first. */
  readonly selected?: string
  readonly onSelect?: (pointer: string) => void
}

/** The pointers above one, the whole value first. */
function above(pointer: string): readonly string[] {
  const keys = pointer.split('/')
  return keys.slice(0, -1).map((_, index) => keys.slice(0, index + 1).join('/'))
}

/**
 * A JSON value as a tree that draws only what is opened, with keys by the ARIA pattern. What was opened stays open while the value changes. Text from
 * outside is drawn as text, whatever it holds.
 */
export function JsonTree({ value, label, openLines = 40, selected = '', onSelect }: JsonTreeProps) {
  const [opening, setOpening] = useState<JsonOpening>(() => ({
    expanded: new Set([...firstOpening(value, openLines), ...above(selected)]),
    shown: new Map(),
  }))
  const rows = useMemo(() => flattenJson(value, opening), [value, opening])
  return (
    <JsonRows
      rows={rows}
      label={label}
      onOpening={setOpening}
      selected={selected}
      {...(onSelect === undefined ? {} : { onSelect })}
    />
  )
}
