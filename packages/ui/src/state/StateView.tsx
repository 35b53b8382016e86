import { useUi } from '../text/UiProvider.tsx'
import * as State from './index.ts'

/** The shared state as names and values, each with who wrote it last. */
export function StateView() {
  const { messages } = useUi()
  return (
    <State.Root>
      <header data-sluice="panel-header">
        <h2>{messages.state}</h2>
      </header>
      <State.Empty />
      <State.Entries />
    </State.Root>
  )
}
