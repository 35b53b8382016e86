import { Icon } from '../icon/Icon.tsx'
import { useUi } from '../text/UiProvider.tsx'
import * as Subsessions from './index.ts'

const draw = (node: Subsessions.SubsessionNode) => (
  <Subsessions.Item key={`${node.session.agent}/${node.session.id}`} node={node}>
    <div data-sluice="subsession-row">
      <Subsessions.Toggle>
        <Icon name="chevron" />
      </Subsessions.Toggle>
      <Subsessions.Name />
      <Subsessions.Tool />
      <Subsessions.Status />
    </div>
  </Subsessions.Item>
)

/** The sessions that the agent opened, as a live tree. */
export function SubsessionsView(props: Pick<Subsessions.SubsessionsRootProps, 'onOpen' | 'hrefOf'>) {
  const { messages } = useUi()
  return (
    <div>
      <header data-sluice="panel-header">
        <h2>{messages.subsessions}</h2>
      </header>
      <Subsessions.Root {...props}>{draw}</Subsessions.Root>
    </div>
  )
}
