import * as RunStatus from './index.ts'

/** What the run does, on one line; nothing while none is going. */
export function RunStatusView() {
  return (
    <RunStatus.Root>
      <span data-sluice="run-status-mark" aria-hidden="true" />
      <RunStatus.Text />
      <RunStatus.Recovered />
      <RunStatus.Elapsed />
    </RunStatus.Root>
  )
}
