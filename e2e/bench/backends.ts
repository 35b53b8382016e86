import { chromium } from '@playwright/test'
import { adapterBudgets, adapterPage } from '../../scripts/bench/budgets.ts'
import { addedLoad } from '../../scripts/bench/firstLoad.ts'
import { median } from '../../scripts/bench/measure.ts'
import { peerVersions } from '../../scripts/bench/peers.ts'
import { atMost, type BenchReport } from '../../scripts/bench/report.ts'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { flue } from '../backends/flue/subject.ts'
import { startModel } from '../backends/model/startModel.ts'
import { buildPages } from '../backends/stage/buildPages.ts'
import { startGateway } from '../backends/stage/startGateway.ts'
import { addTurns } from './backends/addTurns.ts'
import { type Reconnect, reconnect } from './backends/reconnect.ts'

const TURNS = 1000
/** When a page tries again is a matter of chance. */
const TIMES = 7
/** What came meanwhile and the headers of its chunks; the history is a hundred times as large. */
const RECONNECT_LIMIT_BYTES = 16 * 1024

/**
 * A page comes back to a conversation of 1,000 turns after its connection broke, with one more turn waiting there: bytes from the server and time until that is drawn, medians of some times. Both
 * hooks draw the same page, on one real Flue server. With it, what each adapter adds to a page that has the hooks, gzipped: what a first conversation needs, and
 * what is loaded behind it.
 */
export async function run(): Promise<BenchReport> {
  const model = await startModel()
  model.setPace(10_000)
  const server = await flue.start(model)
  const gateway = await startGateway(server.port, { '/pages/': await buildPages() })
  const browser = await chromium.launch(chromiumLaunch())
  try {
    const address = `http://127.0.0.1:${server.port}/agents/helper/bench`
    await addTurns(address, TURNS, 0)
    const back = { ours: [] as Reconnect[], theirs: [] as Reconnect[] }
    for (let time = 0; time < TIMES; time++) {
      back.ours.push(await reconnect(browser, gateway, address, 'flue-hook'))
      back.theirs.push(await reconnect(browser, gateway, address, 'flue-react'))
    }
    const [ours, theirs] = [middleOf(back.ours), middleOf(back.theirs)]
    const adapters = await Promise.all(
      adapterBudgets.map(async each => ({ ...each, ...(await addedLoad(adapterPage, each.source)) })),
    )
    return {
      peers: peerVersions(import.meta.url, ['@flue/react', '@flue/sdk', '@flue/runtime']),
      results: [
        row('useFlueAgent of @sluice/react/flue', ours),
        row('useFlueAgent of @flue/react', theirs),
        row('theirs / ours', ratio(theirs, ours)),
        ...adapters.map(({ adapter, gzipped, later }) => ({
          client: adapter,
          'gzipped bytes': gzipped,
          'gzipped bytes, loaded later': later,
        })),
      ],
      limits: [
        ...adapters.map(({ adapter, gzipped, bytes }) => atMost(`${adapter}, gzipped bytes`, gzipped, bytes)),
        atMost('bytes of a reconnect', ours.bytes, RECONNECT_LIMIT_BYTES),
        atMost('ms until it is drawn, ours / theirs', ours.ms / theirs.ms, 1.25),
      ],
    }
  } finally {
    await browser.close()
    await gateway.close()
    await server.dispose()
    await model.close()
  }
}

const middleOf = (all: readonly Reconnect[]): Reconnect => ({
  bytes: median(all.map(({ bytes }) => bytes)),
  requests: median(all.map(({ requests }) => requests)),
  ms: median(all.map(({ ms }) => ms)),
})

const ratio = (a: Reconnect, b: Reconnect): Reconnect => ({
  bytes: a.bytes / b.bytes,
  requests: a.requests / b.requests,
  ms: a.ms / b.ms,
})

const row = (client: string, { bytes, requests, ms }: Reconnect) => ({
  client,
  'bytes to reconnect': bytes,
  requests,
  'ms until it is drawn': ms,
})
