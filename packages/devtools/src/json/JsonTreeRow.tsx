import { useEffect, useRef, useState } from 'react'
import { cssVariables } from '../style/cssVariables.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount } from '../text/format.ts'
import type { JsonRow } from './flattenJson.ts'
import { formatKey, formatString } from './formatJson.ts'

/** A longer string is cut until it is asked for whole. */
const STRING_SHOWN = 400

interface JsonTreeRowProps {
  readonly id: string
  readonly row: JsonRow
  readonly isActive: boolean
  readonly onClick: () => void
}

/** One line of a {@link JsonTree}. */
export function JsonTreeRow({ id, row, isActive, onClick }: JsonTreeRowProps) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView?.({ block: 'nearest' })
  }, [isActive])
  const isBranch = row.size > 0 && row.kind !== 'more'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the focus and the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the tree around it names it as its active descendant
    <div
      ref={element}
      id={id}
      className="sluice-devtools-json-row"
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={isActive}
      aria-expanded={isBranch ? row.isExpanded : undefined}
      data-kind={row.kind}
      data-active={isActive || undefined}
      style={cssVariables({ '--json-level': row.level - 1 })}
      onClick={onClick}
    >
      <span className="sluice-devtools-json-twig" aria-hidden data-branch={isBranch || undefined} />
      {row.key !== null && (
        <>
          <bdi className="sluice-devtools-json-key">{formatKey(row.key)}</bdi>
          <span className="sluice-devtools-json-colon">: </span>
        </>
      )}
      <JsonValue row={row} />
    </div>
  )
}

function JsonValue({ row }: { readonly row: JsonRow }) {
  const { messages } = useDevtools()
  if (row.kind === 'more') return <span>{messages.showMore(formatCount(row.size))}</span>
  if (row.kind === 'object' || row.kind === 'array') {
    const [open, close] = row.kind === 'array' ? '[]' : '{}'
    const size = row.kind === 'array' ? messages.items(row.size) : messages.keys(row.size)
    return row.size === 0 ? (
      <span className="sluice-devtools-json-bracket">{`${open}${close}`}</span>
    ) : (
      <span className="sluice-devtools-json-bracket">
        {row.isExpanded ? open : `${open}…${close}`} <span className="sluice-devtools-json-size">{size}</span>
      </span>
    )
  }
  if (typeof row.scalar === 'string') return <JsonString text={row.scalar} />
  return <span className="sluice-devtools-json-scalar">{String(row.scalar)}</span>
}

function JsonString({ text }: { readonly text: string }) {
  const { messages } = useDevtools()
  const [isWhole, setWhole] = useState(false)
  const isCut = text.length > STRING_SHOWN && !isWhole
  return (
    <span className="sluice-devtools-json-scalar">
      <bdi>{formatString(isCut ? text.slice(0, STRING_SHOWN) : text)}</bdi>
      {isCut && (
        <button
          type="button"
          className="sluice-devtools-link"
          tabIndex={-1}
          onClick={event => {
            event.stopPropagation()
            setWhole(true)
          }}
        >
          {messages.showWhole(formatCount(text.length))}
        </button>
      )}
    </span>
  )
}
