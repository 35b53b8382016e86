import { plainText } from './plainText.ts'

/** The props of {@link RowsTable}. */
export interface RowsTableProps {
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly label: string
}

/** Objects with the same fields as a table that scrolls inside itself. */
export function RowsTable({ columns, rows, label }: RowsTableProps) {
  return (
    // A scrolling region has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <figure data-sluice="value-table" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position
            <tr key={index}>
              {columns.map(column => (
                <td key={column}>{plainText(String(row[column]))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
