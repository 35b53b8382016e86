import type { ReactNode } from 'react'

/** The props of {@link Table}. */
export interface TableProps<C extends string> {
  readonly label: string
  /** Said when there are no rows; nothing is drawn when absent. */
  readonly empty?: string
  /** Names and headings. */
  readonly columns: readonly (readonly [C, string])[]
  readonly rows: readonly { readonly key: string; readonly cells: Readonly<Record<C, ReactNode>> }[]
  /** Columns of numbers. */
  readonly numbers?: readonly C[]
}

/** A table with a heading; a list of cards where it is narrow. */
export function Table<C extends string>({ label, empty, columns, rows, numbers = [] }: TableProps<C>) {
  if (rows.length === 0 && empty === undefined) return null
  const isNumber = (column: C) => numbers.includes(column) || undefined
  return (
    <section className="sluice-devtools-listing" aria-label={label}>
      <h3 className="sluice-devtools-subheading">{label}</h3>
      {rows.length === 0 ? (
        <p className="sluice-devtools-quiet">{empty}</p>
      ) : (
        <table className="sluice-devtools-plain-table">
          <thead>
            <tr>
              {columns.map(([column, heading]) => (
                <th key={column} scope="col" data-number={isNumber(column)}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells }) => (
              <tr key={key}>
                {columns.map(([column, heading]) => (
                  <td key={column} data-column={column} data-heading={heading} data-number={isNumber(column)}>
                    {cells[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
