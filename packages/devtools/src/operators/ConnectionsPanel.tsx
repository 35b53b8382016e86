import { type ConnectionReport, connectionReport, type Offset } from '@sluice/protocol'
import { EmptyNote } from '../style/EmptyNote.tsx'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatAgo, formatBytes, formatCount, formatOffsetForEye } from '../text/format.ts'
import { OperatorPanel } from './OperatorPanel.tsx'
import { SessionLink, type SessionLinks } from './SessionLink.tsx'
import { useAnswer } from './useAnswer.ts'

/** A lag that lasts shorter is none that one could act on. */
const ASK_MS = 1000

type Found = ConnectionReport['connections'][number]
type FoundChannel = Found['channels'][number]

/** How many events lie between two offsets, for the eye. */
function eventsBetween(from: Offset | null, to: Offset | null): number {
  const place = (offset: Offset | null) => (offset === null ? 0 : Number(formatOffsetForEye(offset).sequence))
  return Math.max(0, place(to) - place(from))
}

/** Who is connected, and how far each of their subscriptions is. [S16] */
export function ConnectionsPanel(links: SessionLinks) {
  const { messages } = useDevtools()
  const answer = useAnswer('/v1/connections', connectionReport, ASK_MS)
  return (
    <OperatorPanel name="connections" title={messages.connections} answer={answer}>
      {({ connections, at }) =>
        connections.length === 0 ? (
          <EmptyNote title={messages.noConnections} />
        ) : (
          <ul className="sluice-devtools-sockets">
            {connections.map(connection => (
              <Connection key={connection.id} connection={connection} now={at} {...links} />
            ))}
          </ul>
        )
      }
    </OperatorPanel>
  )
}

function Connection({
  connection,
  now,
  ...links
}: SessionLinks & { readonly connection: Found; readonly now: number }) {
  const { messages } = useDevtools()
  const { principal, address, userAgent, openedAt, heardAt, bufferedBytes, channels } = connection
  return (
    <li>
      <header>
        <strong>
          <bdi>{principal}</bdi>
        </strong>
        {address !== null && <code className="sluice-devtools-code">{address}</code>}
        <span className="sluice-devtools-quiet">{messages.opened(formatAgo(openedAt, now))}</span>
        <span className="sluice-devtools-quiet">{messages.heard(formatAgo(heardAt, now))}</span>
        {bufferedBytes > 0 && (
          <span className="sluice-devtools-tag">{messages.unsent(formatBytes(bufferedBytes))}</span>
        )}
        {userAgent !== null && (
          <span className="sluice-devtools-quiet sluice-devtools-agent" title={userAgent}>
            {userAgent}
          </span>
        )}
      </header>
      {channels.length === 0 ? (
        <p className="sluice-devtools-quiet">{messages.noChannels}</p>
      ) : (
        <ul>
          {channels.map(channel => (
            <Channel key={channel.channel} channel={channel} {...links} />
          ))}
        </ul>
      )}
    </li>
  )
}

function Channel({ channel, ...links }: SessionLinks & { readonly channel: FoundChannel }) {
  const { messages } = useDevtools()
  const { session, want, live, offset, head } = channel
  const behind = eventsBetween(offset, head)
  const lag =
    behind > 0 ? messages.behind(formatCount(behind)) : live ? messages.upToDate : messages.catchesUp
  return (
    <li>
      {session === null ? messages.directoryChannel : <SessionLink session={session} {...links} />}
      <span className="sluice-devtools-tag">{messages.wants[want]}</span>
      <span
        className="sluice-devtools-status"
        data-status={behind === 0 && live ? 'running' : 'waiting'}
        data-still
      >
        {lag}
      </span>
      {offset !== null && <code className="sluice-devtools-code sluice-devtools-quiet">{offset}</code>}
    </li>
  )
}
