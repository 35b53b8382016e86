import { buildPage, isStale, pages } from '../../apps/demo/agents/start/buildPages.ts'

/** Builds the pages once before all tests; the servers of the tests serve what is built. */
async function buildOnce(): Promise<void> {
  for (const page of pages) if (isStale(page)) await buildPage(page)
}

export { buildOnce as default }
