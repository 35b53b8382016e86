import type { Client, SessionStore } from '@sluice/client'
import type { ToolCallPart } from '@sluice/fold'
import type { Command, Id, Json } from '@sluice/protocol'

/** What a client tool is given besides its arguments. */
export interface ClientToolContext {
  readonly callId: Id
  /** From 1; more than 1 when a page before this one had claimed the call. */
  readonly attempt: number
  /** Aborts when the call is over, or another page has it. */
  readonly signal: AbortSignal
}

/** The work of a client tool. What it throws is told to the model. */
export type ClientToolWork = (args: Json, context: ClientToolContext) => Promise<Json> | Json

/** A call in the hands of this page. */
interface Held {
  /** The command that claims it. */
  claim: Id
  readonly over: AbortController
  isStarted: boolean
}

/** Claims the calls of a tool that are offered to pages, and does them. Returns how to stop, which lets go of those that are not done. [R17] */
export function attendClientTool(
  client: Pick<Client, 'connection'>,
  store: SessionStore,
  tool: string,
  work: ClientToolWork,
): () => void {
  const held = new Map<Id, Held>()
  let isOnline = client.connection.getSnapshot().status === 'online'

  /** Sends a command that nobody is to see when it is refused: then another page has the call. */
  function send(command: Command, onRefused = () => {}): Id {
    const { commandId, accepted } = store.send(command)
    accepted.catch(() => {
      store.discard(commandId)
      onRefused()
    })
    return commandId
  }

  function letGo(call: Id): void {
    held.get(call)?.over.abort()
    held.delete(call)
  }

  async function start({ id: call, arguments: args, attempt }: ToolCallPart, mine: Held): Promise<void> {
    mine.isStarted = true
    const { claim, over } = mine
    const answer = (end: { output: { json: Json } } | { error: string }) => {
      if (!over.signal.aborted) send({ type: 'tool.answer', call, claim, ...end })
    }
    try {
      answer({ output: { json: (await work(args, { callId: call, attempt, signal: over.signal })) ?? null } })
    } catch (cause) {
      answer({ error: (cause instanceof Error && cause.message) || String(cause) || 'The page failed.' })
    }
  }

  function look(): void {
    const { parts } = store.getView().open
    for (const [call, { claim, isStarted }] of held) {
      const part = Object.hasOwn(parts, call) ? (parts[call] as ToolCallPart) : undefined
      const other = part?.claim?.id
      if (part === undefined || (other !== claim && (other || isStarted))) letGo(call)
    }
    for (const part of Object.values(parts)) {
      if (part.kind !== 'tool-call' || part.tool !== tool || !part.claim) continue
      const mine = held.get(part.id)
      if (mine === undefined && part.status === 'ready') {
        const call = part.id
        const claimed: Held = { claim: '', over: new AbortController(), isStarted: false }
        // Before the outbox tells that it holds the claim.
        held.set(call, claimed)
        claimed.claim = send({ type: 'tool.claim', call }, () => held.delete(call))
      } else if (mine?.isStarted === false && part.claim.id === mine.claim) void start(part, mine)
    }
  }

  /** A connection that is new says what the one before it held. */
  function renew(): void {
    const was = isOnline
    isOnline = client.connection.getSnapshot().status === 'online'
    if (was || !isOnline) return
    for (const [call, { claim, isStarted }] of held)
      if (isStarted) send({ type: 'tool.claim', call, claim }, () => letGo(call))
  }

  const leaves = [store.subscribe(look), client.connection.subscribe(renew)]
  look()
  return () => {
    for (const leave of leaves) leave()
    for (const [call, { claim }] of held) {
      letGo(call)
      send({ type: 'tool.release', call, claim })
    }
  }
}
