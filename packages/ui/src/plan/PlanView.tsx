import { useUi } from '../text/UiProvider.tsx'
import * as Plan from './index.ts'

/** The agent's plan as a list; nothing while there is none. */
export function PlanView({ path }: { readonly path?: string }) {
  const { messages } = useUi()
  return (
    <Plan.Root {...(path === undefined ? {} : { path })}>
      <header data-sluice="panel-header">
        <h2>{messages.plan}</h2>
        <Plan.Progress />
      </header>
      <Plan.Items>{(item, index) => <Plan.Item key={`${index}:${item.title}`} item={item} />}</Plan.Items>
    </Plan.Root>
  )
}
