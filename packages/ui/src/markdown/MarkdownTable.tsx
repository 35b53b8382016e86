import type { CSSProperties } from 'react'
import { useUi } from '../text/UiProvider.tsx'
import { renderInlines } from './renderInlines.tsx'
import type { Align, TableBlock } from './table.ts'

const style = (align: Align | undefined): CSSProperties | undefined =>
  align ? { textAlign: align } : undefined

/** A table that scrolls inside itself. Rows and columns have no ids: they only ever grow at the end. */
export function MarkdownTable({ table }: { table: TableBlock }) {
  const { messages } = useUi()
  return (
    // A scrolling region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <figure data-sluice="table" tabIndex={0} aria-label={messages.table}>
      <table>
        <thead>
          <tr>
            {table.head.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its position
              <th key={column} style={style(table.align[column])}>
                {renderInlines(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its position
                <td key={column} style={style(table.align[column])}>
                  {renderInlines(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
