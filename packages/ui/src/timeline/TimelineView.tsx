import type { Id } from '@sluice/protocol'
import { useUi } from '../text/UiProvider.tsx'
import * as Timeline from './index.ts'

/** A run in time: what the model and its tools took, and what was waited for. */
export function TimelineView({ run }: { readonly run?: Id }) {
  const { messages } = useUi()
  return (
    <Timeline.Root run={run}>
      <header data-sluice="panel-header">
        <h2>{messages.timeline}</h2>
        <Timeline.Summary />
      </header>
      <Timeline.Empty />
      <Timeline.Bars>
        {bar => (
          <Timeline.Bar key={bar.id} bar={bar}>
            <Timeline.Name />
            <Timeline.Facts />
            <Timeline.Track />
          </Timeline.Bar>
        )}
      </Timeline.Bars>
    </Timeline.Root>
  )
}
