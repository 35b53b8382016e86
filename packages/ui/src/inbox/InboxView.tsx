import type { DirectoryRow } from '@sluice/protocol'
import type { useApprovals } from '@sluice/react'
import { ApprovalView } from '../approval/ApprovalView.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { ToolCallView } from '../toolCard/ToolCallView.tsx'
import * as Inbox from './index.ts'

/** An approval about a call stands on its card, with what it is about. */
const drawApproval = ({ id, call }: ReturnType<typeof useApprovals>[number]) =>
  call === null ? <ApprovalView key={id} approval={id} /> : <ToolCallView key={id} call={call} />

const drawSession = (row: DirectoryRow) => (
  <Inbox.Session row={row}>
    <Inbox.Link />
    <Inbox.Approvals>{drawApproval}</Inbox.Approvals>
  </Inbox.Session>
)

/**
 * All approvals that wait for the reader, over all sessions, to be answered in place. Needs a `SluiceProvider` around it.
 *
 * @example
 * <InboxView onOpen={({ id }) => navigate(id)} />
 */
export function InboxView({ className, ...props }: Omit<Inbox.InboxRootProps, 'children'>) {
  const { messages } = useUi()
  return (
    <Inbox.Root {...props} className={className ? `sluice ${className}` : 'sluice'}>
      <header data-sluice="panel-header">
        <h2>{messages.inbox}</h2>
        <Inbox.Count />
      </header>
      <Inbox.Empty />
      <Inbox.Sessions>{drawSession}</Inbox.Sessions>
    </Inbox.Root>
  )
}
