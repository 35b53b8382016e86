import { EVENT_REVISION, VIEW_REVISION } from '@sluice/protocol'
import type { Backend } from '../backend/Backend.ts'
import type { TokenSource } from '../Client.ts'
import { createPortBackend, type PortBackend } from '../tabs/createPortBackend.ts'
import type { TabMessage, WorkerMessage } from '../tabs/messages.ts'
import { browserEnvironment } from './browserEnvironment.ts'
import { onShown } from './onShown.ts'
import { takePageLock } from './pageLock.ts'

/** The name of a worker, as JSON: tabs with another server, user or build have another worker. [C6] */
export interface WorkerName {
  readonly url: string
  readonly identity: string
  /** The address of the built code, which names its content, and the revisions of what it understands. */
  readonly build: string
}

/** A worker that has not answered by then does not run, such as where its script could not be loaded. */
const START_MS = 3_000

/** What the shared connection of a tab is made of. */
export interface SharedBackendOptions {
  /** With scheme and host, as a worker has no page. */
  readonly url: string
  readonly identity: string
  readonly token?: TokenSource | undefined
  readonly failed: () => void
}

/** Connects to the worker that holds the socket of this browser's tabs; null where there is none. [C6] */
export async function openSharedBackend(options: SharedBackendOptions): Promise<Backend | null> {
  if (typeof SharedWorker === 'undefined') return null
  const lock = await takePageLock(`sluice tab ${browserEnvironment.newId()}`)
  // The worker would not learn that the tab has ended.
  if (lock === null) return null
  const { url, identity, token, failed } = options
  const build = `${import.meta.url} ${EVENT_REVISION}.${VIEW_REVISION}`
  const name: WorkerName = { url, identity, build }
  const worker = new SharedWorker(new URL('./worker.js', import.meta.url), {
    type: 'module',
    name: JSON.stringify(name),
  })
  // Who has a token is who it says.
  const unwatch = token === undefined ? onShown(() => worker.port.postMessage({ type: 'look' })) : undefined
  const closed = (): void => {
    unwatch?.()
    lock.release()
    worker.port.close()
  }
  const { port } = worker
  const backend: PortBackend = createPortBackend({
    port: { post: (message: TabMessage) => port.postMessage(message) },
    token,
    environment: browserEnvironment,
    failed,
    closed,
  })
  const isRunning = await new Promise<boolean>(resolve => {
    const cancel = browserEnvironment.after(START_MS, () => resolve(false))
    worker.onerror = () => resolve(false)
    port.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      cancel()
      resolve(true)
      backend.take(data)
    }
    port.postMessage({ type: 'join', lock: lock.name })
  })
  if (isRunning) return backend
  closed()
  return null
}
