import { useUi } from '../text/UiProvider.tsx'
import * as State from './index.ts'

/** The shared state as names and values. */
export function StateView() {
  const { messages } = useUi()
  return (
    <State.Root>
      <header data-sluice="panel-header">
        <h2>{messages.state}</h2>
      </header>
      <State.Empty />
      <State.Value />
    </State.Root>
  )
}
