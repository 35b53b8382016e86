import type { View } from '@sluice/fold'
import type { Hub, SessionKey } from '@sluice/server'
import type { Agent } from '../agent/defineAgent.ts'
import type { Fibers } from '../fiber/createFibers.ts'
import type { Subsessions } from '../subsession/createSubsessions.ts'
import type { Transcripts } from '../transcript/createTranscripts.ts'
import { createSessionWorker, type SessionWorker } from './createSessionWorker.ts'
import type { RunPorts } from './types.ts'

/** What a runner is made of. */
export interface RunnerOptions {
  readonly hub: Hub
  readonly agents: readonly Agent[]
  readonly ports: RunPorts
  readonly transcripts: Transcripts
  /** What tools are given to start what outlasts them. [R11] */
  readonly fibers: Fibers
  /** What tools are given to have other agents do something. [R9] */
  readonly subsessions: Subsessions
}

/** Carries out every run that a hub commits for its agents. */
export interface Runner {
  /** Takes up the open runs of sessions that another process left. [R3] */
  recover(keys: readonly SessionKey[]): void
  /** Resolves when no run is being carried out. */
  idle(): Promise<void>
  /** Lets go of all runs where they stand; the next process takes them up. */
  close(): Promise<void>
}

const LOST_THE_HOST = 'The host stopped while the run was going.'

/** Starts a runner; it listens from now on. */
export function createRunner(options: RunnerOptions): Runner {
  const { hub, agents, ports, transcripts, fibers, subsessions } = options
  const byName = new Map(agents.map(agent => [agent.name, agent]))
  const workers = new Map<string, SessionWorker>()
  let closed = false

  function start(key: SessionKey, lost: string | null): void {
    const agent = byName.get(key.agent)
    const id = nameOf(key)
    if (agent === undefined || workers.has(id) || closed) return
    const worker = createSessionWorker({
      ports,
      hub,
      key,
      agent,
      transcript: transcripts.take(key),
      fibers,
      subsessions,
      lost,
      onIdle: () => workers.delete(id),
    })
    workers.set(id, worker)
  }

  const stopListening = hub.onCommit(({ key, view }) => {
    const worker = workers.get(nameOf(key))
    if (worker !== undefined) worker.wake()
    else if (hasOpenRun(view)) start(key, null)
  })

  async function idle(): Promise<void> {
    while (workers.size > 0) await Promise.all([...workers.values()].map(worker => worker.done))
  }

  return {
    recover: keys => {
      for (const key of keys) start(key, LOST_THE_HOST)
    },
    idle,
    close: async () => {
      closed = true
      stopListening()
      for (const worker of workers.values()) worker.close()
      await idle()
    },
  }
}

function hasOpenRun(view: View): boolean {
  for (const _ in view.open.runs) return true
  return false
}

/** No part of a key may hold a slash, so no two keys have one name. */
function nameOf({ tenant, agent, id }: SessionKey): string {
  return `${tenant}/${agent}/${id}`
}
