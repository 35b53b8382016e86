import { useClient, useConnection, useSessionStatus } from '@sluice/react'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'
import type { ConnectionStatus } from '../text/vocabulary.ts'

/** What the parts of a connection expose: `data-connection-status`, and `data-catching-up` while what was missed is folded. */
export interface ConnectionState {
  readonly connectionStatus: ConnectionStatus
  readonly catchingUp: boolean
}

function useConnectionState(): ConnectionState {
  const { status } = useConnection()
  const { phase } = useSessionStatus(useSessionRef())
  return { connectionStatus: status, catchingUp: status === 'online' && phase === 'catching-up' }
}

/** Says how the connection is; nothing while it is well. Never says anything of the agent. [C2] */
export function Root(props: PartProps<'div', ConnectionState>) {
  const state = useConnectionState()
  const isWell = state.connectionStatus === 'online' || state.connectionStatus === 'idle'
  const element = usePartElement('div', 'connection', state, props)
  return isWell && !state.catchingUp ? null : element
}

/** The state in words. */
export function Text(props: PartProps<'span', ConnectionState>) {
  const state = useConnectionState()
  const { messages } = useUi()
  const children = state.catchingUp ? messages.catchingUp : messages.connection[state.connectionStatus]
  return usePartElement('span', 'connection-text', state, props, { children })
}

/** A conversation that is younger than this is called the present one. */
const OLD_MS = 30_000

/** What it means for the reader, and since when what is shown may be old; or why the server refused. */
export function Detail(props: PartProps<'span', ConnectionState>) {
  const state = useConnectionState()
  const { connectionStatus } = state
  const { error } = useConnection()
  const { staleSince } = useSessionStatus(useSessionRef())
  const { messages, format } = useUi()
  const now = useNow(staleSince !== null)
  const isOld = staleSince !== null && now - staleSince > OLD_MS && connectionStatus !== 'online'
  const asOf = isOld ? messages.shownAsOf(format.time(staleSince, now)) : ''
  const meaning =
    connectionStatus === 'refused'
      ? error?.message
      : connectionStatus === 'reconnecting'
        ? messages.nothingLost
        : ''
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

/** Tries at once. */
export function Retry(props: PartProps<'button', ConnectionState>) {
  const state = useConnectionState()
  const client = useClient()
  const { messages } = useUi()
  const element = usePartElement('button', 'connection-retry', state, props, {
    type: 'button',
    onClick: () => client.reconnect(),
    children: messages.reconnect,
  })
  return state.connectionStatus === 'reconnecting' || state.connectionStatus === 'refused' ? element : null
}
