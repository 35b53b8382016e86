import { createReadables, keep } from '../cell.ts'
import { backoffMs } from '../connection/backoff.ts'
import { type ConnectionView, noConnection } from '../connection/view.ts'
import type { Environment } from '../environment.ts'
import type { Backend, BackendCapabilities, BackendListener } from './Backend.ts'

/** Loads a backend. `failed` is told when it can be used no more, so that another one has to be loaded. */
export type LoadBackend = (failed: () => void) => Promise<Backend>

/**
 * A backend whose code is loaded when it is first started: what keeps a connection is not needed to paint a page. While it is being loaded the page
 * sees it connect; loading that fails is tried again like a connection. [C1 C7]
 */
export function createLazyBackend(
  load: LoadBackend,
  capabilities: BackendCapabilities,
  environment: Environment,
): Backend {
  let backend: Backend | undefined
  /** Whoever is to be told; only between `start` and `stop`. */
  let listener: BackendListener | undefined
  let view: ConnectionView = { ...noConnection, since: environment.now() }
  /** The fold of the backend that was loaded last: what it gave before it failed is still to be folded. */
  let fold: Backend['fold'] = view => view
  /** Grows whenever what is being loaded or waited for is not wanted any more. */
  let generation = 0
  let cancel: (() => void) | undefined
  const { readable, tell } = createReadables()

  function show(change: Partial<ConnectionView>): void {
    const since = change.status === view.status ? view.since : environment.now()
    view = keep(view, { ...view, ...change, since })
    tell()
  }

  function begin(attempt = 0, cause?: unknown): void {
    cancel?.()
    generation += 1
    const mine = generation
    show({
      status: view.principal ? 'reconnecting' : 'connecting',
      attempt,
      error: cause ? { code: 'internal', message: `${cause}` } : null,
    })
    const failed = (cause?: unknown): void => {
      if (mine !== generation) return
      if (backend) listener?.lost()
      backend = undefined
      const again = (): void => begin(attempt + 1, cause)
      if (attempt === 0) again()
      else cancel = environment.after(backoffMs(attempt, environment.random()), again)
    }
    load(failed).then(loaded => {
      if (mine !== generation) return loaded.close()
      backend = loaded
      fold = loaded.fold
      loaded.connection.subscribe(() => {
        if (loaded === backend) show(loaded.connection.getSnapshot())
      })
      if (listener) loaded.start(listener)
    }, failed)
  }

  function stop(status: 'idle' | 'closed'): void {
    cancel?.()
    listener = undefined
    if (!backend) generation += 1
    show({ status, attempt: 0, error: null })
  }

  return {
    capabilities,
    connection: readable(() => view),
    start(next) {
      if (view.status === 'closed') return
      listener = next
      if (backend) backend.start(next)
      else begin()
    },
    stop() {
      if (view.status === 'closed') return
      stop('idle')
      backend?.stop()
    },
    reconnect() {
      if (backend) backend.reconnect()
      else if (listener) begin()
    },
    request: frame => backend?.request(frame),
    fold: (view, envelopes) => fold(view, envelopes),
    trim: (view, isReadBack) => backend?.trim?.(view, isReadBack) ?? view,
    clockOffset: () => backend?.clockOffset() ?? 0,
    malformedFrames: () => backend?.malformedFrames() ?? 0,
    close() {
      stop('closed')
      backend?.close()
    },
  }
}
