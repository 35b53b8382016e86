import { memo } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'

/** The names of the log's columns. */
export const LogHeader = memo(function LogHeader() {
  const { messages } = useDevtools()
  const columns = [
    ['offset', messages.offsetColumn],
    ['time', messages.timeColumn],
    ['since', messages.sinceColumn],
    ['actor', messages.actorColumn],
    ['type', messages.typeColumn],
    ['summary', messages.summaryColumn],
  ] as const
  return (
    <div role="rowgroup" className="sluice-devtools-log-header">
      {/* biome-ignore lint/a11y/useFocusableInteractive: a row of headers is not to be selected */}
      <div role="row" aria-rowindex={1} className="sluice-devtools-log-row">
        {columns.map(([column, label]) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the grid around it has the focus
          <span key={column} role="columnheader" data-column={column}>
            {label}
          </span>
        ))}
      </div>
    </div>
  )
})
