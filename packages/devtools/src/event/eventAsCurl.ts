import type { AnyEvent, Command, Envelope, Event, Offset, PartInput, SessionRef } from '@sluice/protocol'

/** Text in single quotes for a POSIX shell, whatever it holds. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

const address = (path: string) => `"\${SLUICE_URL:-http://127.0.0.1:4280}"${quoted(path)}`

const authorization = `-H "Authorization: Bearer $SLUICE_TOKEN"`

function inputsOf(parts: readonly object[]): PartInput[] {
  return parts.map(part => {
    const { part: _, ...input } = part as { readonly part?: unknown }
    // What was accepted as an input is written with the id of its part, and is an input without it.
    return input as PartInput
  })
}

/** The command that an event came of, as far as the event says it; null for what the agent or the host did. */
function commandOf(known: AnyEvent): Command | null {
  // Each field is looked at before it is used; what is malformed is read and not sent.
  const event = known as Event
  switch (event.type) {
    case 'message.added':
      return event.role === 'user' && Array.isArray(event.parts)
        ? { type: 'message.send', parts: inputsOf(event.parts) }
        : null
    case 'message.queued':
      return Array.isArray(event.parts)
        ? { type: 'message.send', parts: inputsOf(event.parts), mode: event.mode }
        : null
    case 'approval.decided': {
      const { type: _, via: __, ...decision } = event
      return { type: 'approval.decide', ...decision }
    }
    default:
      return null
  }
}

/**
 * A line for a shell: says again what a person said or decided, and reads everything else from the log of the server. The server and its token are variables of the
 * shell, so that no secret is copied. [W4 S8]
 */
export function eventAsCurl(session: SessionRef, envelope: Envelope, previous: Offset | null): string {
  const command = envelope.actor.kind === 'person' ? commandOf(envelope.event) : null
  if (command === null) {
    const { agent, id } = session
    const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/events?offset=${previous ?? '-1'}`
    return `curl -sS ${authorization} ${address(path)}`
  }
  const body = JSON.stringify({ session, commandId: `again-${envelope.offset}`, command })
  return `curl -sS -X POST ${authorization} -H 'Content-Type: application/json' --data ${quoted(body)} ${address('/v1/commands')}`
}
