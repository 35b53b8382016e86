import type { CSSProperties } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { Inlines } from './Inlines.tsx'
import type { Align, Block } from './tree.ts'

const STYLES: Readonly<Record<Exclude<Align, null>, CSSProperties>> = {
  start: { textAlign: 'start' },
  center: { textAlign: 'center' },
  end: { textAlign: 'end' },
}

/** More cells than this that a row does not have are drawn as one. */
const MOST_MISSING = 8

/** The props of {@link MarkdownTable}. */
export interface MarkdownTableProps {
  readonly table: Extract<Block, { type: 'table' }>
}

/** A table that scrolls inside itself. Rows and columns have no ids: they only ever grow at the end. */
export function MarkdownTable({ table: { align, rows, open } }: MarkdownTableProps) {
  const { messages } = useUi()
  const [head = [], ...body] = rows
  const cellsOf = (row: readonly string[], isLast: boolean, Tag: 'th' | 'td') => {
    const missing = align.length - row.length
    const cells = row.map((cell, column) => {
      const style = STYLES[align[column] ?? 'start']
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column is its position
        <Tag key={column} style={align[column] ? style : undefined}>
          <Inlines source={cell} open={isLast && column === row.length - 1} />
        </Tag>
      )
    })
    if (missing > MOST_MISSING) return [...cells, <Tag key={row.length} colSpan={missing} />]
    for (let column = row.length; column < align.length; column++) cells.push(<Tag key={column} />)
    return cells
  }
  return (
    // A scrolling region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <figure data-sluice="table" tabIndex={0} aria-label={messages.table}>
      <table dir="auto">
        <thead>
          <tr>{cellsOf(head, open && body.length === 0, 'th')}</tr>
        </thead>
        {body.length > 0 && (
          <tbody>
            {body.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position
              <tr key={index}>{cellsOf(row, open && index === body.length - 1, 'td')}</tr>
            ))}
          </tbody>
        )}
      </table>
    </figure>
  )
}
