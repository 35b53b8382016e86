import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'

/** What a page pays for what it imports: minified, React and React Query not counted. */
export interface Load {
  /** Bytes of what is loaded first. */
  readonly minified: number
  readonly gzipped: number
  /** Gzipped bytes of what is loaded later, when it is needed. */
  readonly later: number
}

const PAGE = '\0page'

const isShared = (id: string): boolean => /^(react|react-dom|@tanstack\/react-query)(\/|$)/.test(id)

const isSheet = /\.css(\?.*)?$/

/**
 * Bundles a module with the bundler of vite, from the source of our packages, and counts its bytes: of the chunks that are loaded first, which are its
 * own and those that they import, and of the others. Style sheets do not count.
 */
export async function firstLoad(source: string): Promise<Load> {
  const bundle = await rolldown({
    input: PAGE,
    external: isShared,
    platform: 'browser',
    logLevel: 'silent',
    preserveEntrySignatures: 'strict',
    resolve: { conditionNames: ['@sluice/source', 'module', 'browser', 'production', 'import', 'default'] },
    transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [
      {
        name: 'page',
        resolveId: id => (id === PAGE ? id : null),
        load: id => (id === PAGE ? source : isSheet.test(id) ? { code: '', moduleType: 'js' } : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'es', minify: true })
  await bundle.close()
  const chunks = new Map(output.flatMap(one => (one.type === 'chunk' ? [[one.fileName, one] as const] : [])))
  const first = new Set([...chunks.values()].filter(({ isEntry }) => isEntry))
  for (const { imports } of first)
    for (const name of imports) {
      const imported = chunks.get(name)
      if (imported) first.add(imported)
    }
  const gzipped = (some: Iterable<OutputChunk>): number =>
    gzipSync([...some].map(({ code }) => code).join('\n'), { level: 9 }).length
  const later = [...chunks.values()].filter(chunk => !first.has(chunk))
  return {
    minified: [...first].reduce((sum, { code }) => sum + code.length, 0),
    gzipped: gzipped(first),
    later: later.length === 0 ? 0 : gzipped(later),
  }
}
