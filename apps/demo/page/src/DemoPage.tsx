import { AgentChat, SessionScope } from '@sluice/ui'
import { PlanAside } from './PlanAside.tsx'
import { PlanStrip } from './PlanStrip.tsx'
import { reports } from './reports.ts'
import { Sessions } from './Sessions.tsx'
import { agent, openSession, useSessionId } from './session.ts'
import { toolViews } from './toolViews.tsx'

const words = {
  emptyTitle: 'Report a bug, watch it being fixed',
  emptyText:
    'The agent works on its own copy of a small library: it searches, reads, runs the tests, and asks before it changes anything.',
}

/** The page: the sessions, the chat of the one that is open, and its plan. */
export function DemoPage() {
  const id = useSessionId()
  return (
    <div className="demo sluice">
      <header className="demo-header">
        <a className="demo-home" href="/">
          <span className="demo-mark" aria-hidden="true" />
          <h1>
            Sluice <span className="demo-wide">triage</span>
          </h1>
        </a>
        <button type="button" className="demo-button demo-sessions-button" popoverTarget="sessions">
          Sessions
        </button>
        <a className="demo-button" href={`/console/?session=${agent}/${encodeURIComponent(id)}`}>
          Console
        </a>
        <button type="button" className="demo-button demo-new" onClick={() => openSession()}>
          New<span className="demo-wide"> triage</span>
        </button>
      </header>
      <Sessions open={id} />
      <SessionScope key={id} agent={agent} id={id}>
        <main className="demo-main" aria-label="Chat">
          <PlanStrip />
          <AgentChat agent={agent} id={id} suggestions={reports} messages={words} toolViews={toolViews} />
        </main>
        <PlanAside />
      </SessionScope>
    </div>
  )
}
