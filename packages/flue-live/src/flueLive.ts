import { instrument } from '@flue/runtime'
import { addEvents } from './addEvents.ts'
import type { LivePiece } from './LivePiece.ts'
import { pieceOf } from './pieceOf.ts'

/** Answers requests of conversations: the `fetch` of a router that Flue's `createAgentRouter` makes. */
export type FlueFetch = (request: Request) => Response | Promise<Response>

/** An agent as Flue names it: by its `agentName`, else by the name of its function. */
export type FlueAgent = string | { readonly name: string; readonly agentName?: string }

/** How the routes of a server are. */
export interface FlueLiveOptions {
  /** The id of the conversation that a request is for; the last segment of its path when absent. */
  instanceOf?(request: Request): string
}

/** The add-on of a Flue server. */
export interface FlueLive {
  /** Answers like the given function, which answers for one agent, and adds to streams of updates what models say in conversations of this agent. [FL4] */
  serve(agent: FlueAgent, fetch: FlueFetch, options?: FlueLiveOptions): FlueFetch
  /** Takes the add-on out of Flue; streams that are open go on without it. */
  dispose(): Promise<void>
}

type Listener = (event: string) => void

/** A model call: whose streams show it, and how many pieces of it were said. */
interface Call {
  readonly key: string
  said: number
}

const nameOf = (agent: FlueAgent): string =>
  typeof agent === 'string' ? agent : (agent.agentName ?? agent.name)

/** Agents may have conversations of the same id. */
const keyOf = (agent: string, instance: string): string => JSON.stringify([agent, instance])

const lastSegment = ({ url }: Request): string =>
  decodeURIComponent(new URL(url).pathname.split('/').findLast(segment => segment !== '') ?? '')

const isStream = ({ url, method }: Request): boolean =>
  method === 'GET' && new URL(url).searchParams.get('live') === 'sse'

/**
 * Adds what models say to a Flue server's streams of updates, as it is said, in events of a name that Flue's own client passes over. Flue's own chunks
 * stay as they are, and say the same text within a second. One per process. [FL1 FL2]
 *
 * @example
 * const live = flueLive()
 * const fetch = live.serve(Helper, createAgentRouter(Helper).fetch)
 */
export function flueLive(): FlueLive {
  const listeners = new Map<string, Set<Listener>>()
  /** The model calls that are being answered. */
  const calls = new Map<string, Call>()

  const remove = instrument({
    key: Symbol.for('@sluice/flue-live'),
    observe({ type, turnId, agentName, instanceId }) {
      if (turnId === undefined || agentName === undefined || instanceId === undefined) return
      if (type === 'turn_start') calls.set(turnId, { key: keyOf(agentName, instanceId), said: 0 })
      else if (type === 'turn') calls.delete(turnId)
    },
    dispose() {},
    async interceptor(operation, { taskId }, next) {
      const result = await next()
      // A task has a conversation of its own, which no stream shows.
      if (operation.type !== 'model' || taskId !== undefined) return result
      const { turnId } = operation
      const call = calls.get(turnId)
      const piece = pieceOf(result)
      if (call && piece) {
        const live: LivePiece = { turnId, index: call.said, ...piece }
        call.said += 1
        const event = `event: live\ndata:${JSON.stringify(live)}\n\n`
        for (const listener of listeners.get(call.key) ?? []) listener(event)
      }
      return result
    },
  })

  function listen(key: string, listener: Listener): () => void {
    const all = listeners.get(key) ?? new Set()
    listeners.set(key, all.add(listener))
    return () => {
      all.delete(listener)
      if (all.size === 0 && listeners.get(key) === all) listeners.delete(key)
    }
  }

  return {
    dispose: remove,
    serve:
      (agent, fetch, { instanceOf = lastSegment } = {}) =>
      async request => {
        const response = await fetch(request)
        const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') === true
        if (!isStream(request) || !isEvents || !response.body) return response
        let leave = (): void => {}
        const { body, add } = addEvents(response.body, () => leave())
        leave = listen(keyOf(nameOf(agent), instanceOf(request)), add)
        return new Response(body, response)
      },
  }
}
