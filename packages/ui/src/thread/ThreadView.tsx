import { useApprovals } from '@sluice/react'
import type { ReactNode } from 'react'
import { ApprovalOnDemand } from '../approval/ApprovalOnDemand.tsx'
import { FindOnDemand } from '../find/FindOnDemand.tsx'
import { Icon } from '../icon/Icon.tsx'
import { MessageView } from '../message/MessageView.tsx'
import { OutboxView } from '../outbox/OutboxView.tsx'
import { RunEndView } from '../runEnd/RunEndView.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import * as Thread from './index.ts'
import type { ThreadRow } from './threadRows.ts'

function drawRow(row: ThreadRow, position: number): ReactNode {
  if (row.kind === 'run') return <RunEndView run={row.run} />
  const { id, continued, follows, folded, day, unread, forked, turn, branches } = row
  return (
    <>
      {day !== null && <Thread.Day at={day} />}
      {unread && <Thread.New />}
      <MessageView
        message={id}
        continued={continued}
        follows={follows}
        folded={folded}
        turn={turn}
        branches={branches}
        forked={forked}
        position={position}
      />
    </>
  )
}

/** Approvals that are about no tool call stand at the end; the others are on their tool cards. */
function RunApprovals() {
  const approvals = useApprovals(useSessionRef()).filter(approval => approval.call === null)
  return approvals.map(approval => <ApprovalOnDemand key={approval.id} approval={approval.id} />)
}

/** The button that goes back to the end, with its mark before its words. */
function jump({ children, ...props }: { readonly children?: ReactNode }) {
  return (
    <button type="button" {...props}>
      <Icon name="down" />
      {children}
    </button>
  )
}

/** The conversation: its rows, what waits to be sent, and the way back to the end. */
export function ThreadView({ welcome }: { readonly welcome: ReactNode }) {
  return (
    <Thread.Root>
      <Thread.Viewport>
        <Thread.Content>
          <Thread.Older />
          <Thread.Empty>{welcome}</Thread.Empty>
          <Thread.Feed>{drawRow}</Thread.Feed>
          <RunApprovals />
          <OutboxView />
        </Thread.Content>
      </Thread.Viewport>
      <Thread.JumpToLatest render={jump} />
      <FindOnDemand />
    </Thread.Root>
  )
}
