import type { Hub } from '../../hub/types.ts'
import { type ApiContext, admit, countInQuery } from './context.ts'

const answer = (c: ApiContext, body: object): Response => {
  c.header('Cache-Control', 'private, no-cache')
  return c.json(body)
}

/** `GET /v1/wakes`: what will wake, and when, in all sessions that one may read. [S16] */
export async function listWakes(hub: Hub, c: ApiContext): Promise<Response> {
  return answer(c, await hub.reads.wakes(await admit(hub, c)))
}

/** `GET /v1/usage?since`: what all sessions used, by hour, agent, model and tool, from a server time on. [S16] */
export async function listUsage(hub: Hub, c: ApiContext): Promise<Response> {
  const since = countInQuery(c, 'since', 1, Number.MAX_SAFE_INTEGER)
  return answer(c, await hub.reads.usage(await admit(hub, c), since))
}

/** `GET /v1/connections`: the sockets, and how far their subscriptions are. [S16] */
export async function listConnections(hub: Hub, c: ApiContext): Promise<Response> {
  return answer(c, await hub.reads.connections(await admit(hub, c)))
}
