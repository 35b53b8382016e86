import { AgentChat, SessionScope } from '@sluice/ui'
import { agentOf, agents } from './agents.ts'
import { ServerSwitch } from './others/ServerSwitch.tsx'
import { PlanAside } from './PlanAside.tsx'
import { PlanStrip } from './PlanStrip.tsx'
import { Sessions } from './Sessions.tsx'
import { openSession, useAgentName, useSessionId } from './session.ts'
import { toolViews } from './toolViews.tsx'

/** The page: the agents, the sessions of the one that is chosen, the chat of the one that is open, and its plan. */
export function DemoPage() {
  const { name, title, words, suggestions } = agentOf(useAgentName())
  const id = useSessionId()
  return (
    <div className="demo sluice">
      <header className="demo-header">
        <a className="demo-home" href="/">
          <span className="demo-mark" aria-hidden="true" />
          <h1>Sluice</h1>
        </a>
        <select
          className="demo-agents"
          aria-label="Agent"
          value={name}
          onChange={event => openSession(event.target.value)}
        >
          {agents.map(agent => (
            <option key={agent.name} value={agent.name}>
              {agent.title}
            </option>
          ))}
        </select>
        <ServerSwitch />
        <button type="button" className="demo-button demo-sessions-button" popoverTarget="sessions">
          Sessions
        </button>
        <a className="demo-button" href={`/console/?session=${name}/${encodeURIComponent(id)}`}>
          Console
        </a>
        <button type="button" className="demo-button demo-new" onClick={() => openSession(name)}>
          New<span className="demo-wide"> {title.toLowerCase()}</span>
        </button>
      </header>
      <Sessions key={name} agent={name} open={id} />
      <SessionScope agent={name} id={id}>
        <main className="demo-main" aria-label="Chat">
          <PlanStrip key={`${name}/${id}`} />
          <AgentChat
            agent={name}
            id={id}
            onOpen={session => openSession(session.agent, session.id)}
            suggestions={suggestions}
            messages={words}
            toolViews={toolViews}
          />
        </main>
        <PlanAside key={`${name}/${id}`} />
      </SessionScope>
    </div>
  )
}
