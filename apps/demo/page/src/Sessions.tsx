import { SessionListView } from '@sluice/ui'
import { addressOf, agent, openSession } from './session.ts'

const close = () => document.getElementById('sessions')?.hidePopover()

function open(id?: string): void {
  openSession(id)
  close()
}

/** The sessions of the agent, live; beside the chat where there is room, else in a drawer. */
export function Sessions({ open: id }: { readonly open: string }) {
  return (
    <div id="sessions" className="demo-sessions" popover="auto">
      <SessionListView
        agent={agent}
        current={{ agent, id }}
        hrefOf={session => addressOf(session.id)}
        onOpen={session => open(session.id)}
        onNew={() => open()}
      />
    </div>
  )
}
