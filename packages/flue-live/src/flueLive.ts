import { instrument } from '@flue/runtime'
import { addEvents } from './addEvents.ts'
import type { LivePiece } from './LivePiece.ts'
import { pieceOf } from './pieceOf.ts'

/** Answers requests of conversations: the `fetch` of a router that Flue's `createAgentRouter` makes. */
export type FlueFetch = (request: Request) => Response | Promise<Response>

/** How the routes of a server are. */
export interface FlueLiveOptions {
  /** The id of the conversation that a request is for; the last segment of its path when absent. */
  instanceOf?(request: Request): string
}

/** The add-on of a Flue server. */
export interface FlueLive {
  /** Answers like the given function, and adds what models say to streams of updates. */
  serve(fetch: FlueFetch, options?: FlueLiveOptions): FlueFetch
  /** Takes the add-on out of Flue; streams that are open go on without it. */
  dispose(): Promise<void>
}

type Listener = (event: string) => void

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
 * const fetch = live.serve(createAgentRouter(Helper).fetch)
 */
export function flueLive(): FlueLive {
  const listeners = new Map<string, Set<Listener>>()
  /** How many pieces of a model call were said. */
  const said = new Map<string, number>()

  const remove = instrument({
    key: Symbol.for('@sluice/flue-live'),
    observe() {},
    dispose() {},
    async interceptor(operation, context, next) {
      const result = await next()
      const { instanceId, taskId } = context
      // A task has a conversation of its own, which no stream shows.
      if (operation.type !== 'model' || instanceId === undefined || taskId !== undefined) return result
      const { turnId } = operation
      const piece = pieceOf(result)
      if (piece) {
        const index = said.get(turnId) ?? 0
        said.set(turnId, index + 1)
        const live: LivePiece = { turnId, index, ...piece }
        const event = `event: live\ndata:${JSON.stringify(live)}\n\n`
        for (const listener of listeners.get(instanceId) ?? []) listener(event)
      } else if ((result as { done?: unknown } | null)?.done === true) said.delete(turnId)
      return result
    },
  })

  function listen(instance: string, listener: Listener): () => void {
    const all = listeners.get(instance) ?? new Set()
    listeners.set(instance, all.add(listener))
    return () => {
      all.delete(listener)
      if (all.size === 0 && listeners.get(instance) === all) listeners.delete(instance)
    }
  }

  return {
    dispose: remove,
    serve:
      (fetch, { instanceOf = lastSegment } = {}) =>
      async request => {
        const response = await fetch(request)
        const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') === true
        if (!isStream(request) || !isEvents || !response.body) return response
        let leave = (): void => {}
        const { body, add } = addEvents(response.body, () => leave())
        leave = listen(instanceOf(request), add)
        return new Response(body, response)
      },
  }
}
