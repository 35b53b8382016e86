import { useClient, useConnection } from '@sluice/react'
import { useNow } from '@sluice/ui'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount, formatDuration } from '../text/format.ts'

/** The state of the console's own connection in one line; it says nothing of any agent's work. [C2] */
export function ConnectionPanel() {
  const { messages } = useDevtools()
  const client = useClient()
  const { status, attempt, nextAttemptAt, error, principal } = useConnection()
  const now = useNow(nextAttemptAt !== null, 250)
  return (
    <div className="sluice-devtools-connection" role="status" data-connection={status}>
      <span className="sluice-devtools-status">{messages.connection[status]}</span>
      {status === 'online' && principal !== null && (
        <span className="sluice-devtools-quiet">
          <bdi>{messages.connectedAs(principal)}</bdi>
        </span>
      )}
      {nextAttemptAt !== null && (
        <span className="sluice-devtools-quiet">
          {messages.nextAttempt(formatCount(attempt + 1), formatDuration(Math.max(0, nextAttemptAt - now)))}
        </span>
      )}
      {status !== 'online' && error !== null && (
        <span className="sluice-devtools-quiet">{error.message}</span>
      )}
      {(status === 'reconnecting' || status === 'refused') && (
        <button type="button" className="sluice-devtools-button" onClick={() => client.reconnect()}>
          {messages.tryNow}
        </button>
      )}
    </div>
  )
}
