import { useClient, useConnection, useSessionStatus } from '@sluice/react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import type { UiMessages } from '../text/UiMessages.ts'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'
import type { ConnectionStatus } from '../text/vocabulary.ts'
import { wordsFor } from '../text/wordsFor.ts'

/**
 * What the parts of a connection expose: `data-connection-status`, `data-catching-up` while what was missed is folded or asked for again, and
 * `data-closed-for` with the code of why the session cannot be followed any more.
 */
export interface ConnectionState {
  readonly connectionStatus: ConnectionStatus
  readonly catchingUp: boolean
  readonly closedFor: string | null
}

function useConnectionState(): ConnectionState {
  const { status } = useConnection()
  const { phase, error } = useSessionStatus(useSessionRef())
  const isBehind = phase === 'catching-up' || (phase === 'connecting' && error !== null)
  return {
    connectionStatus: status,
    catchingUp: status === 'online' && isBehind,
    closedFor: phase === 'closed' ? (error?.code ?? 'internal') : null,
  }
}

/** A page that is older than the server has to be loaded again. [W6] */
const OUTDATED = 'unsupported-revision'

const wordsOf = (
  { connectionStatus, catchingUp, closedFor }: ConnectionState,
  { connection, catchingUp: behind, outdated, notShown }: UiMessages,
): string => {
  if (closedFor !== null) return closedFor === OUTDATED ? outdated : notShown
  return catchingUp ? behind : connection[connectionStatus]
}

/** Says how the connection is, or why the session cannot be followed; nothing while all is well. Never says anything of the agent. [C2] */
export function Root(props: PartProps<'div', ConnectionState>) {
  const state = useConnectionState()
  const isWell = state.connectionStatus === 'online' || state.connectionStatus === 'idle'
  const element = usePartElement('div', 'connection', state, props)
  return isWell && !state.catchingUp && state.closedFor === null ? null : element
}

/** The state in words. */
export function Text(props: PartProps<'span', ConnectionState>) {
  const state = useConnectionState()
  const { messages } = useUi()
  return usePartElement('span', 'connection-text', state, props, { children: wordsOf(state, messages) })
}

/** A conversation that is younger than this is called the present one. */
const OLD_MS = 30_000

/** So many attempts are made before it is said why they fail: most drops are over by then. */
const FIRST_ATTEMPTS = 3

/** What it means for the reader, and since when what is shown may be old; or why the server refused, or does not answer. */
export function Detail(props: PartProps<'span', ConnectionState>) {
  const state = useConnectionState()
  const { connectionStatus, closedFor } = state
  const { error, attempt } = useConnection()
  const { staleSince, error: sessionError } = useSessionStatus(useSessionRef())
  const { messages, format } = useUi()
  const now = useNow(staleSince !== null)
  const isOld = staleSince !== null && now - staleSince > OLD_MS && connectionStatus !== 'online'
  const asOf = isOld ? messages.shownAsOf(format.time(staleSince, now)) : ''
  const meanings: Partial<Record<ConnectionStatus, string | undefined>> = {
    refused: error?.message,
    reconnecting: [messages.nothingLost, attempt > FIRST_ATTEMPTS && error?.message]
      .filter(Boolean)
      .join(' '),
    connecting: attempt > 0 ? messages.noAnswer : undefined,
    online: sessionError?.message,
  }
  const reason = wordsFor(messages.notShownFor, closedFor) ?? sessionError?.message
  const meaning = closedFor === null ? meanings[connectionStatus] : reason
  const children = [asOf, meaning].filter(Boolean).join(' ')
  const element = usePartElement('span', 'connection-detail', state, props, { children })
  return children ? element : null
}

/** Below this a countdown would only flicker. */
const SHORTEST_COUNTDOWN_MS = 1000

/** When the next attempt is; nothing while one is being made. */
export function Countdown(props: PartProps<'span', ConnectionState>) {
  const state = useConnectionState()
  const { nextAttemptAt } = useConnection()
  const { messages, format } = useUi()
  const now = useNow(nextAttemptAt !== null)
  const left = (nextAttemptAt ?? now) - now
  const children = messages.nextAttempt(format.duration(Math.ceil(left / 1000) * 1000))
  const element = usePartElement('span', 'connection-countdown', state, props, {
    children,
    'aria-hidden': true,
  })
  return nextAttemptAt !== null && left >= SHORTEST_COUNTDOWN_MS ? element : null
}

/** Tries at once; loads a page again that is too old. */
export function Retry(props: PartProps<'button', ConnectionState>) {
  const state = useConnectionState()
  const client = useClient()
  const { messages } = useUi()
  const { attempt } = useConnection()
  const isOutdated = state.closedFor === OUTDATED
  const element = usePartElement('button', 'connection-retry', state, props, {
    type: 'button',
    onClick: () => (isOutdated ? location.reload() : client.reconnect()),
    children: isOutdated ? messages.reload : messages.reconnect,
  })
  const { connectionStatus: status, closedFor } = state
  const isLost = status === 'reconnecting' || status === 'refused' || (status === 'connecting' && attempt > 0)
  return isOutdated || (isLost && closedFor === null) ? element : null
}
