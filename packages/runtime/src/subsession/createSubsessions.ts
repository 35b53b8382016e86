import { get, type View } from '@sluice/fold'
import type { Actor, Id } from '@sluice/protocol'
import type { Hub, SessionHandle, SessionKey } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import type { SubsessionAnswer, ToolContext } from '../agent/defineTool.ts'
import { RuntimeError } from '../RuntimeError.ts'
import type { RunPorts, RunScope } from '../run/types.ts'
import { goOn } from '../tool/goOn.ts'
import { answerOf, beginChild, childId, isDone, reportChild, stopChild, usageOf } from './child.ts'
import { untilDurable } from './untilDurable.ts'

/** Sessions that tool calls open. [R9] */
export interface Subsessions {
  /** Makes the `subsession` of one attempt of a call. `rest` stops the time of the tool while a child is waited for. */
  opener(
    scope: RunScope,
    call: Id,
    attempt: number,
    rest: <T>(wait: Promise<T>) => Promise<T>,
  ): ToolContext['subsession']
  /** Ends what another process left of calls that are over. */
  recover(keys: readonly SessionKey[]): void
  /** Resolves when nothing of this is going on. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** What subsessions are made of. */
export interface SubsessionsOptions {
  readonly hub: Hub
  readonly agents: readonly Agent[]
  readonly ports: Pick<RunPorts, 'newId' | 'limits' | 'redactor' | 'report'>
}

const host: Actor = { kind: 'host', id: 'host' }

/** Starts to look after subsessions: those of calls that are over are stopped from now on. [R9] */
export function createSubsessions({ hub, agents, ports }: SubsessionsOptions): Subsessions {
  const byName = new Map(agents.map(agent => [agent.name, agent]))
  const tasks = new Map<string, Promise<void>>()
  const closing = new AbortController()

  function agentOf(name: string): Agent {
    const agent = byName.get(name)
    if (agent !== undefined) return agent
    const names = [...byName.keys()].join(', ')
    throw new RuntimeError(
      'subsession-failed',
      `There is no agent named ${name} in this host, so no subsession was opened. The agents are: ${names}.`,
    )
  }

  async function withSession<T>(key: SessionKey, use: (session: SessionHandle) => Promise<T>): Promise<T> {
    const session = await hub.session(key)
    try {
      return await use(session)
    } finally {
      session.release()
    }
  }

  /** Does something about a child once at a time. */
  function about(key: SessionKey, work: () => Promise<void>): void {
    const name = `${key.tenant}/${key.agent}/${key.id}`
    if (tasks.has(name) || closing.signal.aborted) return
    const task = work()
      .catch((cause: unknown) => {
        if (!closing.signal.aborted)
          ports.report({ message: `The subsession ${key.agent}/${key.id} could not be ended.`, cause })
      })
      .finally(() => tasks.delete(name))
    tasks.set(name, task)
  }

  async function endChild(parentKey: SessionKey, key: SessionKey): Promise<void> {
    await withSession(key, async child => {
      await stopChild(child, host, agentOf(key.agent), ports.newId)
      const view = await untilDurable(hub, child, isDone, closing.signal)
      await withSession(parentKey, parent => reportChild(parent, host, key.id, view))
    })
  }

  /** Ends the children of calls that are over. */
  function look(key: SessionKey, { open }: View): void {
    for (const { id, agent, call } of Object.values(open.subsessions)) {
      if (get(open.parts, call) !== null) continue
      const child = { tenant: key.tenant, agent, id }
      about(child, () => endChild(key, child))
    }
  }

  const stopListening = hub.onCommit(({ key, view }) => look(key, view))

  /** A child whose process died with that of its parent may be one that nobody waits for any more. */
  async function lookUp(key: SessionKey): Promise<void> {
    const view = await withSession(key, async session => session.view())
    look(key, view)
    const parent = view.session?.parent ?? null
    if (parent === null) return
    const parentKey = { tenant: key.tenant, agent: parent.agent, id: parent.id }
    const above = await withSession(parentKey, async session => session.view())
    if (get(above.open.parts, parent.call) === null) about(key, () => endChild(parentKey, key))
  }

  const opener: Subsessions['opener'] = (scope, call, attempt, rest) => {
    let opened = 0

    async function open(id: Id, agent: Agent, depth: number): Promise<void> {
      await scope.append(view => {
        const part = get(view.open.parts, call)
        const isThere = part?.kind === 'tool-call' && part.subsessions.some(child => child.id === id)
        return isThere
          ? null
          : [{ type: 'subsession.opened', subsession: id, agent: agent.name, call, depth }]
      })
      scope.signal.throwIfAborted()
    }

    return async (name, message, options = {}): Promise<SubsessionAnswer> => {
      const number = ++opened
      const { title = null } = options
      const { key } = scope.session
      const agent = agentOf(typeof name === 'string' ? name : name.name)
      const { session } = scope.session.view()
      const depth = (session?.parent?.depth ?? 0) + 1
      if (depth > ports.limits.subsessionDepth)
        throw new RuntimeError(
          'subsession-failed',
          `Sessions are nested ${depth - 1} deep, which is the most, so ${agent.name} was not asked. Do it here, or ask for less at a time.`,
        )
      const id = childId(key, call, number)
      await open(id, agent, depth)
      return withSession({ tenant: key.tenant, agent: agent.name, id }, async child => {
        const text = ports.redactor.text(message)
        await child.append({ kind: 'agent', id: key.agent }, view =>
          beginChild(
            view,
            agent,
            id,
            { parent: key, call, depth },
            { owner: session?.owner ?? key.agent, text, title },
          ),
        )
        const view = await rest(untilDurable(hub, child, isDone, scope.signal))
        await reportChild(scope.session, { kind: 'agent', id: key.agent }, id, view)
        await goOn(scope, call, attempt)
        return { text: answerOf(view, agent.name), session: { agent: agent.name, id }, usage: usageOf(view) }
      })
    }
  }

  async function idle(): Promise<void> {
    while (tasks.size > 0) await Promise.all(tasks.values())
  }

  return {
    opener,
    recover: keys => {
      for (const key of keys)
        lookUp(key).catch((cause: unknown) => {
          ports.report({
            message: `The subsessions of ${key.agent}/${key.id} could not be looked at.`,
            cause,
          })
        })
    },
    idle,
    close: async () => {
      stopListening()
      closing.abort()
      await idle()
    },
  }
}
