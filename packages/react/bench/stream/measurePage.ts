import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type CDPSession, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { chromiumLaunch } from '../../../../scripts/chromium.ts'
import type { StreamResult } from './page.tsx'
import { type ThreadWork, threadWork, traceCategories } from './scriptingTime.ts'

/** What one subject did in one conversation. */
export interface Measured extends StreamResult, ThreadWork {
  readonly heapMb: number
}

/** Pages of a built bench, each new and in the same browser. */
export interface BenchPages {
  /** Streams into a conversation; null when it was not on the screen within a minute. */
  measure(
    subject: string,
    options: { readonly messages: number; readonly updates: number },
  ): Promise<Measured | null>
  /** Bytes of heap that ten mounts and unmounts leave behind, after garbage was collected. */
  leakOf(subject: string, messages: number): Promise<number>
  close(): Promise<void>
}

/** A subject that takes longer is stopped, and counted by what it did until then. */
const LIMIT_MS = 20_000

const PER_FRAME = 5

/** Code that was just loaded is slow; a conversation costs what it goes on costing. */
const WARM_UPDATES = 1_000

/** A conversation that is not on the screen by then is given up. */
const OPEN_LIMIT_MS = 60_000

/** A client lets go of a session 5 s after its last use. */
const LINGER_MS = 6_000

/** Builds the page for production, as one file with what it imports. */
async function buildPage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'sluice-bench-stream-'))
  await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { conditions: ['@sluice/source', 'module', 'browser', 'production'] },
    build: { outDir, emptyOutDir: true, target: 'es2022', minify: true, modulePreload: false },
  })
  return outDir
}

/** Serves a folder on a free port of the loopback. */
async function serveFolder(folder: string): Promise<{ readonly url: string; close(): void }> {
  const { readFile } = await import('node:fs/promises')
  const types: Readonly<Record<string, string>> = {
    html: 'text/html',
    js: 'text/javascript',
    css: 'text/css',
  }
  const server = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '/')
    try {
      const body = await readFile(join(folder, path))
      response.setHeader('content-type', types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() }
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
}

/** Builds the page, serves it and starts a browser. */
export async function openBenchPages(): Promise<BenchPages> {
  const folder = await buildPage()
  const server = await serveFolder(folder)
  const browser = await chromium.launch(chromiumLaunch())

  async function inPage<T>(work: (page: Page, session: CDPSession) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 } })
    try {
      const page = await context.newPage()
      page.setDefaultTimeout(120_000)
      await page.goto(server.url)
      await page.waitForFunction('window.streamBench !== undefined')
      const session = await context.newCDPSession(page)
      await session.send('Performance.enable')
      return await work(page, session)
    } finally {
      await context.close()
    }
  }

  return {
    measure: (subject, { messages, updates }) =>
      inPage(async (page, session) => {
        const opening = page
          .evaluate(([name, count]) => window.streamBench.open(name, count), [subject, messages] as const)
          .then(() => true)
        // A page that is busy cannot say so itself.
        const isOpen = await Promise.race([opening, setTimeout(OPEN_LIMIT_MS, false, { ref: false })])
        opening.catch(() => undefined)
        if (!isOpen) return null
        const prepare = (count: number): Promise<void> =>
          page.evaluate(more => window.streamBench.prepare(more), count)
        const stream = (): Promise<StreamResult> =>
          page.evaluate(([perFrame, limitMs]) => window.streamBench.stream(perFrame, limitMs), [
            PER_FRAME,
            LIMIT_MS,
          ] as const)
        await prepare(WARM_UPDATES)
        await stream()
        await prepare(updates)
        await heapOf(session)
        await browser.startTracing(page, { categories: traceCategories })
        const result = await stream()
        const trace = (await browser.stopTracing()).toString()
        const heap = await heapOf(session)
        await page.evaluate(() => window.streamBench.close())
        return { ...result, ...threadWork(trace), heapMb: heap / 1_048_576 }
      }),
    leakOf: (subject, messages) =>
      inPage(async (page, session) => {
        const once = async (): Promise<void> => {
          await page.evaluate(([name, count]) => window.streamBench.open(name, count), [
            subject,
            messages,
          ] as const)
          await page.evaluate(() => window.streamBench.prepare(50))
          await page.evaluate(() => window.streamBench.stream(5, 10_000))
          await page.evaluate(() => window.streamBench.close())
        }
        // What is made once and kept is there after the first two.
        await once()
        await once()
        const before = await heapOf(session)
        for (let count = 0; count < 10; count++) await once()
        await page.waitForTimeout(LINGER_MS)
        return (await heapOf(session)) - before
      }),
    async close() {
      await browser.close()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
