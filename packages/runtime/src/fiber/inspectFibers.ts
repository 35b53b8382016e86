import type { Envelope, Event, Failure, Id, ToolOutput } from '@sluice/protocol'
import type { FiberSession } from './createFiberSession.ts'
import type { FiberInspection, FiberStatus } from './types.ts'

interface Found {
  readonly id: Id
  readonly name: string
  readonly key: string | null
  readonly run: Id | null
  readonly data: ToolOutput | null
  readonly startedAt: number
  attempt: number
  snapshot: ToolOutput | null
  status: FiberStatus
  output: ToolOutput | null
  error: Failure | null
  settledAt: number | null
}

/** All fibers of a session and its runs, from its log, oldest first. A run is a fiber. [R11] */
export async function inspectFibers(
  open: FiberSession,
  wanted: (found: { readonly id: Id; readonly name: string; readonly status: FiberStatus }) => boolean,
): Promise<readonly FiberInspection[]> {
  const found = new Map<Id, Found>()
  for await (const envelope of open.handle.read(null)) take(found, envelope)
  for (const fiber of found.values())
    if (fiber.status === 'running' && fiber.name !== 'run' && !open.running.has(fiber.id))
      fiber.status = 'interrupted'
  return Promise.all([...found.values()].filter(wanted).map(fiber => inspection(open, fiber)))
}

async function inspection(open: FiberSession, { run: _, ...found }: Found): Promise<FiberInspection> {
  const [data, snapshot, output] = await Promise.all([
    open.read(found.data),
    open.read(found.snapshot),
    open.read(found.output),
  ])
  return { ...found, data, snapshot, output }
}

function take(found: Map<Id, Found>, envelope: Envelope): void {
  const { at } = envelope
  // The store holds nothing of a known type that is not one.
  const event = envelope.event as Event
  const start = (id: Id, name: string, more: Partial<Found> = {}) =>
    found.set(id, {
      id,
      name,
      key: null,
      run: null,
      data: null,
      startedAt: at,
      attempt: 1,
      snapshot: null,
      status: 'running',
      output: null,
      error: null,
      settledAt: null,
      ...more,
    })
  const change = (id: Id, more: Partial<Found>) => {
    const fiber = found.get(id)
    if (fiber !== undefined) Object.assign(fiber, more)
  }
  switch (event.type) {
    case 'fiber.started': {
      const { fiber, name, key = null, run = null, data = null } = event
      start(fiber, name, { key, run, data })
      break
    }
    case 'run.started':
      start(event.run, 'run')
      break
    case 'fiber.stashed':
      change(event.fiber, { snapshot: event.snapshot })
      break
    case 'fiber.recovered':
      change(event.fiber, { attempt: event.attempt + 1 })
      break
    case 'run.recovered':
      change(event.run, { attempt: event.attempt + 1 })
      break
    case 'fiber.settled': {
      const { fiber, outcome: status, output = null, error = null } = event
      change(fiber, { status, output, error, settledAt: at })
      break
    }
    case 'run.settled': {
      const status = event.outcome === 'stopped' ? 'cancelled' : event.outcome
      change(event.run, { status, error: event.error ?? null, settledAt: at })
      for (const fiber of found.values())
        if (fiber.run === event.run && fiber.settledAt === null)
          change(fiber.id, { status: 'cancelled', settledAt: at })
      break
    }
  }
}
