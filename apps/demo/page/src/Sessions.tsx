import { SessionListView } from '@sluice/ui'
import { addressOf, openSession } from './session.ts'

const close = () => document.getElementById('sessions')?.hidePopover()

/** The props of {@link Sessions}. */
export interface SessionsProps {
  readonly agent: string
  /** The one that is open. */
  readonly open: string
}

/** The sessions of an agent, live; beside the chat where there is room, else in a drawer. */
export function Sessions({ agent, open: id }: SessionsProps) {
  const open = (next?: string) => {
    openSession(agent, next)
    close()
  }
  return (
    <div id="sessions" className="demo-sessions" popover="auto">
      <SessionListView
        agent={agent}
        current={{ agent, id }}
        hrefOf={session => addressOf(agent, session.id)}
        onOpen={session => open(session.id)}
        onNew={() => open()}
      />
    </div>
  )
}
