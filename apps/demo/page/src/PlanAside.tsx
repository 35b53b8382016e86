import { PlanView } from '@sluice/ui'
import { usePlan } from './usePlan.ts'

/** The agent's plan, and what is worth trying while it works. */
export function PlanAside() {
  const plan = usePlan()
  return (
    <aside className="demo-aside" aria-label="Plan">
      {plan.length === 0 ? (
        <section>
          <h2>Plan</h2>
          <p>
            The agent writes its plan into the shared state of the session. It appears here as it changes.
          </p>
        </section>
      ) : (
        <PlanView />
      )}
      <section className="demo-tries">
        <h2>Try to break it</h2>
        <ul>
          <li>Reload in the middle of a word.</li>
          <li>Open this address in a second tab and approve there.</li>
          <li>
            Stop the server with <code>kill -9</code> and start it again.
          </li>
          <li>Send a message while it is down.</li>
        </ul>
      </section>
    </aside>
  )
}
