import type { LogView } from '@sluice/client'
import type { Fault } from '@sluice/fold'
import type { Offset } from '@sluice/protocol'
import { memo, type ReactNode } from 'react'
import { LogPanel } from '../log/LogPanel.tsx'
import type { Selection } from '../selection.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { Tabs } from '../view/Tabs.tsx'
import { WaterfallPanel } from '../waterfall/WaterfallPanel.tsx'

/** The props of {@link Course}. */
export interface CourseProps {
  readonly log: LogView
  readonly selected: Offset | null
  readonly onSelect: (offset: Offset | null) => void
  /** Whether other offsets follow right away. */
  readonly isMoving: boolean
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
  readonly faults: readonly Fault[] | undefined
  /** Another session beside this one; null while none is compared. */
  readonly compare: ReactNode
}

/** What happened in a session, event by event or as spans of time. */
export const Course = memo(function Course(props: CourseProps) {
  const { log, selected, onSelect, isMoving, selection, onSelection, faults, compare } = props
  const { messages } = useDevtools()
  const { families, find, onlyFailed } = selection
  const panel = selection.panel === 'compare' && compare === null ? 'log' : selection.panel
  return (
    <div className="sluice-devtools-course">
      <Tabs
        label={messages.course}
        selected={panel}
        onSelect={next => onSelection({ ...selection, panel: next })}
        tabs={[
          { name: 'log', label: messages.log },
          { name: 'waterfall', label: messages.waterfall },
          ...(compare === null ? [] : [{ name: 'compare' as const, label: messages.compare }]),
        ]}
      >
        {panel === 'compare' && compare !== null ? (
          compare
        ) : panel === 'waterfall' ? (
          <WaterfallPanel log={log} selected={selected} onSelect={onSelect} isMoving={isMoving} />
        ) : (
          <LogPanel
            log={log}
            selected={selected}
            onSelect={onSelect}
            isMoving={isMoving}
            filter={{ families, find, onlyFailed }}
            onFilter={next => onSelection({ ...selection, ...next })}
            {...(faults === undefined ? {} : { faults })}
          />
        )}
      </Tabs>
    </div>
  )
})
