import { type Wakes, wakes } from '@sluice/protocol'
import { useNow } from '@sluice/ui'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatCount, formatDate, formatDuration, formatUntil } from '../text/format.ts'
import { OperatorPanel } from './OperatorPanel.tsx'
import { SessionLink, type SessionLinks } from './SessionLink.tsx'
import { Table } from './Table.tsx'
import { useAnswer } from './useAnswer.ts'

/** A timer that fires while one looks is gone soon after. */
const ASK_MS = 2000

/** What will wake, and when: the timers and the open fibers of all sessions. [S16] */
export function WakesPanel(links: SessionLinks) {
  const { messages } = useDevtools()
  const answer = useAnswer('/v1/wakes', wakes, ASK_MS)
  return (
    <OperatorPanel name="wakes" title={messages.timersAndFibers} answer={answer}>
      {found => <WakesTables found={found} {...links} />}
    </OperatorPanel>
  )
}

function WakesTables({ found, ...links }: SessionLinks & { readonly found: Wakes }) {
  const { messages } = useDevtools()
  const now = useNow(true)
  const when = (at: number) => (
    <time dateTime={new Date(at).toISOString()} title={formatDate(at)}>
      {formatUntil(at, now) ?? messages.isDue}
    </time>
  )
  if (found.timers.length + found.fibers.length === 0)
    return <EmptyNote title={messages.noTimers} text={messages.noTimersText} />
  return (
    <>
      {!found.whole && <p className="sluice-devtools-notice">{messages.notWhole}</p>}
      <Table
        label={messages.timers}
        columns={[
          ['name', messages.nameColumn],
          ['fires', messages.firesColumn],
          ['session', messages.sessionColumn],
          ['repeats', messages.repeatsColumn],
          ['effect', messages.wakesColumn],
        ]}
        rows={found.timers.map(timer => ({
          key: `${timer.agent}/${timer.session}/${timer.timer}`,
          cells: {
            name: <strong>{timer.name}</strong>,
            fires: when(timer.at),
            session: (
              <SessionLink
                session={{ agent: timer.agent, id: timer.session }}
                title={timer.title}
                {...links}
              />
            ),
            repeats:
              timer.cron === null ? (
                ''
              ) : (
                <code className="sluice-devtools-code">{`${timer.cron} ${timer.zone ?? 'UTC'}`}</code>
              ),
            effect: timer.fiber === null ? messages.startsHandler : messages.wakesFiber,
          },
        }))}
      />
      <Table
        label={messages.fibers}
        empty={messages.noFibers}
        columns={[
          ['name', messages.nameColumn],
          ['sleeps', messages.sleepsColumn],
          ['session', messages.sessionColumn],
          ['since', messages.sinceOpenColumn],
          ['recoveries', messages.recoveriesColumn],
        ]}
        rows={found.fibers.map(fiber => ({
          key: `${fiber.agent}/${fiber.session}/${fiber.fiber}`,
          cells: {
            name: <strong>{fiber.name}</strong>,
            sleeps: fiber.sleepsUntil === null ? messages.works : when(fiber.sleepsUntil),
            session: (
              <SessionLink
                session={{ agent: fiber.agent, id: fiber.session }}
                title={fiber.title}
                {...links}
              />
            ),
            since: formatDuration(Math.max(0, now - fiber.startedAt)),
            recoveries: fiber.recoveries === 0 ? '' : `${formatCount(fiber.recoveries)}×`,
          },
        }))}
      />
    </>
  )
}
