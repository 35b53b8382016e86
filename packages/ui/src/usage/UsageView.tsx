import { useUi } from '../text/UiProvider.tsx'
import * as Usage from './index.ts'

/** What the session used: its cost, of its budget where there is one, and its tokens. */
export function UsageView({ budget }: Pick<Usage.UsageRootProps, 'budget'>) {
  const { messages } = useUi()
  return (
    <Usage.Root budget={budget}>
      <header data-sluice="panel-header">
        <h2>{messages.usage}</h2>
        <Usage.Cost />
      </header>
      <Usage.Meter />
      <Usage.Details />
    </Usage.Root>
  )
}
