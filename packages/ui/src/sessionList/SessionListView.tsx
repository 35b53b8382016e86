import type { DirectoryRow } from '@sluice/protocol'
import { Icon } from '../icon/Icon.tsx'
import { useUi } from '../text/UiProvider.tsx'
import * as SessionList from './index.ts'

const drawRow = (row: DirectoryRow) => (
  <SessionList.Item key={`${row.agent}/${row.id}`} row={row}>
    <SessionList.Link>
      <SessionList.Title />
      <span data-sluice="session-detail">
        <SessionList.Unread />
        <SessionList.Status />
        <SessionList.Forked />
        <SessionList.Time />
      </span>
    </SessionList.Link>
    <SessionList.Rename>
      <Icon name="pen" />
    </SessionList.Rename>
    <SessionList.Archive>
      <Icon name={row.archivedAt === undefined ? 'archive' : 'unarchive'} />
    </SessionList.Archive>
    <SessionList.Editor />
  </SessionList.Item>
)

/** The props of {@link SessionListView}. */
export type SessionListViewProps = Omit<SessionList.SessionListRootProps, 'children'>

/**
 * The sessions of an agent, live, with search, rename, an archive and a button for a new one; fills its container. Needs a `SluiceProvider` around it.
 *
 * @example
 * <SessionListView agent="triage" current={{ agent: 'triage', id }} onOpen={({ id }) => navigate(id)} />
 */
export function SessionListView({ className, ...props }: SessionListViewProps) {
  const { messages } = useUi()
  return (
    <SessionList.Root {...props} className={className ? `sluice ${className}` : 'sluice'}>
      <div data-sluice="session-list-header">
        <SessionList.Search />
        <SessionList.New>
          <Icon name="plus" />
        </SessionList.New>
      </div>
      <SessionList.Empty />
      <SessionList.Items>{drawRow}</SessionList.Items>
      <SessionList.Archived>
        <Icon name="archive" />
        {messages.sessionsArchived}
      </SessionList.Archived>
    </SessionList.Root>
  )
}
