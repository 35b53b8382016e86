import type { Connect, Environment, KeptView, StoredCommand } from '@sluice/client'
import type { Port, WorkerMessage } from '@sluice/client/cores'
import type { Offset } from '@sluice/protocol'
import type { Device, PageStorage } from './createDevice.ts'
import type { Sleep } from './createSleep.ts'
import type { Authenticate } from './token.ts'

const withStorage = (device: Device, change: (storage: PageStorage) => PageStorage): Device => ({
  ...device,
  open: (page, run, isNamed) => change(device.open(page, run, isNamed)),
})

/** A device that keeps commands and does not find them again. */
export const forgetOutbox = (device: Device): Device =>
  withStorage(device, storage => ({
    ...storage,
    outbox: { ...storage.outbox, load: ref => storage.outbox.load(ref).then(() => []) },
  }))

/** A device that keeps a command as it was at first. */
export function forgetEdits(device: Device): Device {
  const first = new Map<string, StoredCommand['command']>()
  return withStorage(device, storage => ({
    ...storage,
    outbox: {
      ...storage.outbox,
      put: (ref, stored) => {
        const command = first.get(stored.commandId) ?? stored.command
        first.set(stored.commandId, command)
        return storage.outbox.put(ref, { ...stored, command })
      },
    },
  }))
}

/** A device whose views stand at the offset of a later one. */
export function viewsAhead(device: Device): Device {
  const newest = new Map<string, Offset>()
  return withStorage(device, storage => ({
    ...storage,
    views: {
      load: async (ref, person) => {
        const kept = await storage.views.load(ref, person)
        const offset = newest.get(`${ref.id} ${kept?.person}`) ?? kept?.view.offset ?? null
        return kept && { ...kept, view: { ...kept.view, offset } }
      },
      save: (ref, view, person) => {
        if (view?.offset) newest.set(`${ref.id} ${person}`, view.offset)
        storage.views.save(ref, view, person)
      },
    },
  }))
}

/** A worker that sends the answers for a tab to the one that came last. */
export function mixTabs(): (port: Port<WorkerMessage>) => Port<WorkerMessage> {
  let last: Port<WorkerMessage> | null = null
  return port => {
    last = port
    return { post: message => (message.type === 'answer' ? last : port)?.post(message) }
  }
}

/** A machine or tab to which what comes while it sleeps is lost. */
export function loseWhileAsleep(sleep: Sleep): Sleep {
  let isAsleep = false
  sleep.onWake(() => {
    isAsleep = false
  })
  return {
    ...sleep,
    run: callback => {
      if (!isAsleep) sleep.run(callback)
    },
    sleep: ms => {
      if (ms !== null) isAsleep = true
      sleep.sleep(ms)
    },
  }
}

/** Timers that look at the clock, so that they are late when it is put back. */
export const timersByClock = (environment: Environment): Environment => ({
  ...environment,
  after: (delayMs, run) => {
    const due = environment.now() + delayMs
    let cancel = (): void => undefined
    const look = (): void => {
      const leftMs = due - environment.now()
      if (leftMs <= 0) run()
      else cancel = environment.after(leftMs, look)
    }
    cancel = environment.after(delayMs, look)
    return () => cancel()
  },
})

/** A server to which no token is ever over. */
export const ignoreExpiry =
  (authenticate: Authenticate): Authenticate =>
  async (token, request) => {
    const principal = await authenticate(token, request)
    return principal && { ...principal, expiresAt: null }
  }

/** An environment in which nothing ever comes later. */
export const neverLater = (environment: Environment): Environment => ({
  ...environment,
  after: () => () => undefined,
})

/** A page or worker that takes whom the server greeted first for whom it greets later. */
export function missTheChange(connect: Connect): Connect {
  let first: object | null = null
  return listener =>
    connect({
      ...listener,
      message: text => {
        const frame = JSON.parse(String(text)) as { type: string; principal?: string; tenant?: string }
        if (frame.type !== 'welcome') return listener.message(text)
        first ??= { principal: frame.principal, tenant: frame.tenant }
        listener.message(JSON.stringify({ ...frame, ...first }))
      },
    })
}

/** A device that gives whoever asks the view that anybody has left. */
export function mixPeople(device: Device): Device {
  const last = new Map<string, KeptView>()
  return withStorage(device, storage => ({
    ...storage,
    views: {
      load: async ref => last.get(ref.id) ?? null,
      save: (ref, view, person) => {
        if (view !== null) last.set(ref.id, { view, savedAt: 0 })
        storage.views.save(ref, view, person)
      },
    },
  }))
}
