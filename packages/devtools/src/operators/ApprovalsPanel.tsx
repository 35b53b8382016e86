import { InboxView } from '@sluice/ui'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import type { SessionLinks } from './SessionLink.tsx'

/** Everything that waits for a person, over all sessions, to be answered in place; what waited longest stands first. [S16] */
export function ApprovalsPanel({ onOpen, hrefOf }: SessionLinks) {
  const { messages } = useDevtools()
  return (
    <section
      className="sluice-devtools-panel sluice-devtools-operator sluice-devtools-approvals"
      aria-label={messages.approvals}
    >
      <div className="sluice-devtools-scroll">
        <InboxView onOpen={onOpen} hrefOf={hrefOf} />
      </div>
    </section>
  )
}
