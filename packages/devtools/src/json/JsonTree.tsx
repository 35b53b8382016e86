import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { CHILDREN_SHOWN, firstOpening, flattenJson, type JsonRow } from './flattenJson.ts'
import { JsonTreeRow } from './JsonTreeRow.tsx'
import { treeMove } from './treeKeys.ts'

/** The props of {@link JsonTree}. */
export interface JsonTreeProps {
  readonly value: unknown
  /** Names the tree for those who do not see it. */
  readonly label: string
  /** How many lines are opened at first. */
  readonly openLines?: number
}

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set)
  if (!next.delete(item)) next.add(item)
  return next
}

/**
 * A JSON value as a tree that draws only what is opened, with keys by the ARIA pattern. What was opened stays open while the value changes. Text from
 * outside is drawn as text, whatever it holds.
 */
export function JsonTree({ value, label, openLines = 40 }: JsonTreeProps) {
  const treeId = useId()
  const [expanded, setExpanded] = useState(() => firstOpening(value, openLines))
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(() => new Map())
  const [active, setActive] = useState('')
  const rows = useMemo(() => flattenJson(value, { expanded, shown }), [value, expanded, shown])
  const activeIndex = rows.findIndex(row => row.path === active)

  const toggle = (path: string) => setExpanded(old => toggled(old, path))
  const showMore = ({ parent }: JsonRow) => {
    if (parent === null) return
    setShown(old => new Map(old).set(parent, (old.get(parent) ?? CHILDREN_SHOWN) + CHILDREN_SHOWN))
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const move = treeMove(rows, active, event.key)
    if (move === null) return
    event.preventDefault()
    event.stopPropagation()
    if ('to' in move) setActive(move.to)
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
            setActive(row.path)
            if (row.kind === 'more') showMore(row)
            else if (row.size > 0) toggle(row.path)
          }}
        />
      ))}
    </div>
  )
}
