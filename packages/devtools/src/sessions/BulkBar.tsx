import type { SessionRef } from '@sluice/protocol'
import { useClient } from '@sluice/react'
import { useState } from 'react'
import { AskFirst } from '../style/AskFirst.tsx'
import type { DevtoolsMessages } from '../text/DevtoolsMessages.ts'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import type { BulkAction } from './commandsFor.ts'
import { type BulkResult, runBulk } from './runBulk.ts'

/** The props of {@link BulkBar}. */
export interface BulkBarProps {
  readonly sessions: readonly SessionRef[]
  readonly onClear: () => void
}

interface Done extends BulkResult {
  readonly action: BulkAction
}

function wordsOf({ action, done, nothing, refused, reason }: Done, messages: DevtoolsMessages): string {
  const words = [(action === 'stop' ? messages.bulkStopped : messages.bulkRetried)(done)]
  if (nothing > 0) words.push(messages.bulkNothing(nothing))
  if (refused > 0) words.push(messages.bulkRefused(refused))
  return [words.join(', '), reason].filter(word => word !== null).join('. ')
}

/** What can be done with the sessions that are selected. It asks first, and says what came of it. */
export function BulkBar({ sessions, onClear }: BulkBarProps) {
  const { messages } = useDevtools()
  const client = useClient()
  const [asked, setAsked] = useState<BulkAction | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [done, setDone] = useState<Done | null>(null)
  const count = sessions.length
  const run = async (action: BulkAction) => {
    setAsked(null)
    setBusy(true)
    const result = await runBulk(client, sessions, action)
    setBusy(false)
    setDone({ action, ...result })
  }
  const button = (action: BulkAction, label: string) => (
    <button
      type="button"
      className="sluice-devtools-button"
      disabled={count === 0 || isBusy}
      onClick={() => setAsked(action)}
    >
      {label}
    </button>
  )
  return (
    <div className="sluice-devtools-bulk" role="group" aria-label={messages.selectedSessions(count)}>
      <span className="sluice-devtools-quiet">{messages.selectedSessions(count)}</span>
      {button('stop', messages.stopRuns)}
      {button('retry', messages.retryRuns)}
      <button type="button" className="sluice-devtools-button" onClick={onClear}>
        {messages.clearSelection}
      </button>
      <span className="sluice-devtools-quiet" role="status" data-bulk={done?.action}>
        {isBusy ? messages.loading : done === null ? '' : wordsOf(done, messages)}
      </span>
      {asked !== null && (
        <AskFirst
          question={asked === 'stop' ? messages.askStop(count) : messages.askRetry(count)}
          text={asked === 'stop' ? messages.askStopText : messages.askRetryText}
          action={asked === 'stop' ? messages.stopRuns : messages.retryRuns}
          onYes={() => void run(asked)}
          onNo={() => setAsked(null)}
        />
      )}
    </div>
  )
}
