import type { WorkerAnswer, WorkerRequest } from '../search/messages.ts'

/** A worker of this page. */
export interface PageWorker {
  send(request: WorkerRequest): void
  stop(): void
}

/** Starts a worker that does what would hold up the page; null where there are none. `failed` is called when it cannot run. */
export function startWorker(
  take: (answer: WorkerAnswer) => void,
  failed: (reason: string) => void,
): PageWorker | null {
  if (typeof Worker === 'undefined') return null
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => take(data)
  worker.onerror = event => failed(event.message)
  return { send: request => worker.postMessage(request), stop: () => worker.terminate() }
}
