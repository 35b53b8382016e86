import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RuntimeError } from '@sluice/runtime'
import type { ServedPages } from '@sluice/server'
import { buildPage, builtTo, isStale, type Page, pages } from './buildPages.ts'
import type { Settings } from './settings.ts'

/** The pages by their paths, built first where that is asked for and needed. The console goes to other servers as well. */
export async function servePages(
  wanted: Settings['pages'],
  say: (line: string) => void,
): Promise<Readonly<Record<string, ServedPages>>> {
  if (wanted === 'off') return {}
  const there: Page[] = []
  for (const page of pages) {
    if (!existsSync(join(page.root, 'index.html'))) continue
    if (wanted === 'build' && isStale(page)) await buildWithWord(page, say)
    if (existsSync(builtTo(page))) there.push(page)
    else
      say(`The ${page.name} page is not built and will not be there. Start without --no-build to build it.`)
  }
  return Object.fromEntries(
    there.map(page => [page.base, { directory: builtTo(page), asksOthers: page.name === 'console' }]),
  )
}

async function buildWithWord(page: Page, say: (line: string) => void): Promise<void> {
  const from = performance.now()
  say(`Building the ${page.name} page …`)
  await buildPage(page).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RuntimeError(
      'bad-setting',
      `The ${page.name} page could not be built, so the server was not started. Mend it, or start with --no-build to serve what was built before.\n${reason}`,
      { cause },
    )
  })
  say(`Built the ${page.name} page in ${((performance.now() - from) / 1000).toFixed(1)} s.`)
}
