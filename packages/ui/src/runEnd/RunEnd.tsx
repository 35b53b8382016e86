import type { Run } from '@sluice/fold'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'

/** What the parts of a run's end expose: `data-run-outcome`. */
export interface RunEndState {
  readonly runOutcome: Run['status']
}

const [RunEndContext, useRunEnd] = createPartContext<Run>('RunEnd.Root')

const stateOf = (run: Run): RunEndState => ({ runOutcome: run.status })

/** The props of {@link Root}. */
export type RunEndRootProps = PartProps<'div', RunEndState> & { readonly run: Run }

/** The end of a run that did not complete. */
export function Root({ run, ...props }: RunEndRootProps) {
  const element = usePartElement('div', 'run-end', stateOf(run), props)
  return <RunEndContext value={run}>{element}</RunEndContext>
}

/** How it ended. */
export function Title(props: PartProps<'span', RunEndState>) {
  const run = useRunEnd()
  const { messages } = useUi()
  const stopped = run.status === 'cut' ? messages.runCut : messages.runStopped
  const children = run.status === 'failed' ? messages.runFailed : stopped
  return usePartElement('span', 'run-end-title', stateOf(run), props, { children })
}

/** Why it failed; nothing when it was stopped. */
export function Reason(props: PartProps<'span', RunEndState>) {
  const run = useRunEnd()
  const { messages } = useUi()
  const children = run.error?.message ?? messages.runFailedText
  const element = usePartElement('span', 'run-end-reason', stateOf(run), props, { children })
  return run.status === 'failed' ? element : null
}
