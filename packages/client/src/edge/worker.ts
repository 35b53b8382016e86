import { createSocketBackend } from '../backend/createSocketBackend.ts'
import { createExchange } from '../tabs/createExchange.ts'
import type { TabMessage } from '../tabs/messages.ts'
import { askPersonAt } from './askPerson.ts'
import { browserEnvironment } from './browserEnvironment.ts'
import { afterLock } from './pageLock.ts'
import { serverConnect } from './serverConnect.ts'
import type { WorkerName } from './sharedWorker.ts'

/** What of the scope of a SharedWorker is used; the types of pages do not know it. */
interface WorkerScope {
  readonly name: string
  onconnect: (event: MessageEvent) => void
}

const scope = globalThis as unknown as WorkerScope
const { url } = JSON.parse(scope.name) as WorkerName

const exchange = createExchange(
  token =>
    createSocketBackend({
      connect: serverConnect(url, browserEnvironment),
      token,
      environment: browserEnvironment,
    }),
  browserEnvironment,
  askPersonAt(url),
)

scope.onconnect = ({ ports: [port] }) => {
  if (!port) return
  const tab = exchange.join({ post: message => port.postMessage(message) })
  port.onmessage = ({
    data,
  }: MessageEvent<TabMessage | { readonly type: 'join'; readonly lock: string }>) => {
    if (data.type !== 'join') return tab.take(data)
    // A tab holds its lock for as long as it lives, however it ends.
    afterLock(data.lock, () => {
      tab.gone()
      port.close()
    })
    // The tab knows by this that the worker runs.
    port.postMessage({ type: 'beat' })
  }
}
