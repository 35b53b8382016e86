import { type ReactNode, useMemo } from 'react'
import { Fallback } from '../part/Fallback.tsx'
import type { DataPartView } from './ToolView.ts'
import { useDataView } from './ViewScope.tsx'

/** The props of {@link RegisteredData}. */
export interface RegisteredDataProps {
  readonly name: string
  readonly data: unknown
  /** What is drawn where no view fits. */
  readonly children: ReactNode
}

/** What the schema of a view makes of data, in a list; empty when it does not fit. */
function checked({ schema }: DataPartView, data: unknown): readonly [unknown?] {
  if (!schema) return [data]
  const result = schema['~standard'].validate(data)
  return 'value' in result && !('issues' in result && result.issues) ? [result.value] : []
}

function Checked({ view, data, children }: { view: DataPartView; data: unknown; children: ReactNode }) {
  const fitting = useMemo(() => checked(view, data), [view, data])
  return fitting.length > 0 ? <view.Component data={fitting[0]} /> : children
}

/** Draws data with the application's component for its name, when it fits; plainly when not, and when the component fails. */
export function RegisteredData({ name, data, children }: RegisteredDataProps) {
  const view = useDataView(name)
  if (!view) return children
  return (
    <Fallback fallback={children}>
      <Checked view={view} data={data}>
        {children}
      </Checked>
    </Fallback>
  )
}
