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

/** What a page pays for importing something in addition. */
export interface AddedLoad {
  /** Gzipped bytes of what it has to have in addition, modules that it has anyway not counted. */
  readonly gzipped: number
  /** Gzipped bytes of what the addition loads by itself when it is needed. */
  readonly later: number
}

const PAGE = '\0page'

const isShared = (id: string): boolean => /^(react|react-dom|@tanstack\/react-query)(\/|$)/.test(id)

const isSheet = /\.css(\?.*)?$/

/** Bundles a module with the bundler of vite, from the source of our packages. Style sheets do not count. */
async function bundle(source: string): Promise<readonly OutputChunk[]> {
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
  return output.filter(one => one.type === 'chunk')
}

/** The chunks that are loaded first: those of the entry, and those that they import. */
function firstOf(chunks: readonly OutputChunk[]): ReadonlySet<OutputChunk> {
  const first = new Set(chunks.filter(({ isEntry }) => isEntry))
  for (const { imports } of first)
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) first.add(chunk)
  return first
}

const gzippedOf = (chunks: Iterable<OutputChunk>): number => {
  const code = [...chunks].map(chunk => chunk.code).join('\n')
  return code === '' ? 0 : gzipSync(code, { level: 9 }).length
}

/** Counts the bytes of what a module imports: of what is loaded first, and of the rest. */
export async function firstLoad(source: string): Promise<Load> {
  const chunks = await bundle(source)
  const first = firstOf(chunks)
  return {
    minified: [...first].reduce((sum, { code }) => sum + code.length, 0),
    gzipped: gzippedOf(first),
    later: gzippedOf(chunks.filter(chunk => !first.has(chunk))),
  }
}

/** Counts what a page has to load for a module in addition to another, whose own later loads are modules that it has anyway. */
export async function addedLoad(page: string, addition: string): Promise<AddedLoad> {
  const before = await bundle(page)
  const chunks = await bundle(`${page}\n${addition}`)
  const known = new Set(before.flatMap(({ moduleIds }) => moduleIds))
  const first = firstOf(chunks)
  const isLater = (chunk: OutputChunk): boolean =>
    !first.has(chunk) && chunk.moduleIds.every(id => !known.has(id))
  return {
    gzipped: gzippedOf(chunks.filter(chunk => !isLater(chunk))) - gzippedOf(before),
    later: gzippedOf(chunks.filter(isLater)),
  }
}
