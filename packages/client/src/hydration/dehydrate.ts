import { parseView, type View } from '@sluice/fold'
import { type SessionRef, VIEW_REVISION } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import { requestJson } from '../history/requestJson.ts'
import { createReplayStore } from '../replay/createReplayStore.ts'
import type { SessionStore } from '../session/SessionStore.ts'
import { seedSession } from './seeds.ts'

/** Sessions as a server has drawn them; plain JSON, to be sent with the page. */
export interface DehydratedState {
  /** The view revision of who made it; another one is passed over. [W6] */
  readonly revision: number
  readonly sessions: readonly { readonly session: SessionRef; readonly view: View }[]
}

/**
 * Reads the views of sessions over HTTP, as they are now, to draw them on a server. One that cannot be read is left out, and its page loads it as any
 * other. [H7]
 *
 * @example
 * const state = await dehydrate(createClient({ url, token }), [{ agent: 'triage', id: 'bug-7' }])
 */
export async function dehydrate(client: Client, refs: readonly SessionRef[]): Promise<DehydratedState> {
  const sessions = await Promise.all(
    refs.map(async ({ agent, id }) => {
      const path = `/v1/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(id)}/view`
      const view = (await requestJson(client, path).catch(() => null)) as View | null
      return view?.offset ? [{ session: { agent, id }, view }] : []
    }),
  )
  return { revision: VIEW_REVISION, sessions: sessions.flat() }
}

const decorated = [
  'line',
  'messages',
  'approvals',
  'state',
  'run',
  'queue',
  'outbox',
  'status',
  'view',
] as const

/** The same store, whose readables also say what they were on the server. */
function withServerSnapshots(store: SessionStore, view: View): SessionStore {
  const server = createReplayStore(store.ref, { getSnapshot: () => view, subscribe: () => () => {} }, () => ({
    phase: 'connecting',
    writer: true,
    error: null,
    staleSince: null,
  }))
  const both = <T extends object>(live: T, drawn: { getSnapshot(): unknown }): T => ({
    ...live,
    getServerSnapshot: drawn.getSnapshot,
  })
  const readables = Object.fromEntries(
    decorated.map(name => {
      const readable = both(store[name](), server[name]())
      return [name, () => readable]
    }),
  )
  return {
    ...store,
    ...readables,
    message: id => both(store.message(id), server.message(id)),
    part: id => both(store.part(id), server.part(id)),
    server,
  }
}

/**
 * Lets a client's sessions begin with what the server has drawn: they are shown at once, and their subscriptions go on from its offset. Returns a
 * client that also knows what stood in the page; React's hooks need it while a page is hydrated. A state of another revision, and what is no
 * view, is passed over. [H7] [W6]
 */
export function hydrate(client: Client, state: DehydratedState): Client {
  const stores = new Map<string, SessionStore>()
  for (const { session, view } of state.revision === VIEW_REVISION ? state.sessions : []) {
    if (!parseView(JSON.stringify(view)).ok) continue
    seedSession(client.link, session, view)
    stores.set(`${session.agent}/${session.id}`, withServerSnapshots(client.session(session), view))
  }
  return {
    ...client,
    session: ref => stores.get(`${ref.agent}/${ref.id}`) ?? client.session(ref),
  }
}
