import type { SessionStore } from '@sluice/client'
import type { Id } from '@sluice/protocol'

/** Commands whose messages the view of a session holds, and that its outbox holds too. [C3] */
export function drawnTwice(session: SessionStore): readonly Id[] {
  const waiting = session
    .outbox()
    .getSnapshot()
    .filter(({ command }) => command.type === 'message.send')
  if (waiting.length === 0) return []
  const { settled, open } = session.getView()
  const made = [...settled.flat(), ...Object.values(open.messages), ...open.queue]
  const drawn = new Set(made.map(one => ('commandId' in one ? one.commandId : null)))
  return waiting.flatMap(({ commandId }) => (drawn.has(commandId) ? [commandId] : []))
}
