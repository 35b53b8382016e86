import { type KeyboardEvent, useId, useState } from 'react'
import { toggled, withMore } from './createRows.ts'
import type { JsonOpening, JsonRow } from './flattenJson.ts'
import { JsonTreeRow } from './JsonTreeRow.tsx'
import { treeMove } from './treeKeys.ts'

/** The props of {@link JsonRows}. */
export interface JsonRowsProps {
  readonly rows: readonly JsonRow[]
  /** Names the tree for those who do not see it. */
  readonly label: string
  readonly onOpening: (change: (opening: JsonOpening) => JsonOpening) => void
  /** The pointer that is selected at first. */
  readonly selected?: string
  readonly onSelect?: (pointer: string) => void
}

/** The opened lines of a JSON value, with keys by the ARIA pattern. */
export function JsonRows({ rows, label, onOpening, selected = '', onSelect }: JsonRowsProps) {
  const treeId = useId()
  const [active, setActive] = useState(selected)
  const activeIndex = rows.findIndex(row => row.path === active)
  const select = (path: string) => {
    setActive(path)
    // A row that shows more is no place of the value.
    if (!path.endsWith('/~')) onSelect?.(path)
  }
  const toggle = (path: string) => onOpening(opening => toggled(opening, path))
  const showMore = ({ parent }: JsonRow) => {
    if (parent !== null) onOpening(opening => withMore(opening, parent))
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const move = treeMove(rows, active, event.key)
    if (move === null) return
    event.preventDefault()
    event.stopPropagation()
    if ('to' in move) select(move.to)
    else if ('toggle' in move) toggle(move.toggle)
    else showMore(move.more)
  }

  return (
    <div
      className="sluice-devtools-json"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={activeIndex < 0 ? undefined : `${treeId}-${activeIndex}`}
      onKeyDown={onKeyDown}
    >
      {rows.map((row, index) => (
        <JsonTreeRow
          key={row.path}
          id={`${treeId}-${index}`}
          row={row}
          isActive={index === activeIndex}
          onClick={() => {
            select(row.path)
            if (row.kind === 'more') showMore(row)
            else if (row.size > 0) toggle(row.path)
          }}
        />
      ))}
    </div>
  )
}
