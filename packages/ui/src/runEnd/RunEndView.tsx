import type { Run } from '@sluice/fold'
import { Icon } from '../icon/Icon.tsx'
import * as RunEnd from './index.ts'

/** A row that says that a run failed and why, or that it was stopped. */
export function RunEndView({ run }: { readonly run: Run }) {
  return (
    <RunEnd.Root run={run}>
      <Icon name={run.status === 'failed' ? 'cross' : 'stop'} />
      <RunEnd.Title />
      <RunEnd.Reason />
    </RunEnd.Root>
  )
}
