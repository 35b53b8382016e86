import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

/** The files of a page, by their path. */
export type PageFiles = ReadonlyMap<string, string | Uint8Array>

/** Bundles the page of a subject as an app would. */
export async function buildPage(subject: string): Promise<PageFiles> {
  const input = fileURLToPath(new URL(`./${subject}.ts`, import.meta.url))
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { conditions: ['@sluice/source', 'module', 'browser', 'production'] },
    build: { write: false, target: 'es2022', modulePreload: false, rolldownOptions: { input } },
  })) as Rolldown.RolldownOutput
  const files = new Map<string, string | Uint8Array>()
  let head = ''
  for (const file of result.output) {
    files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source)
    if (file.type === 'chunk' && file.isEntry)
      head += `<script type="module" src="/${file.fileName}"></script>`
    if (file.fileName.endsWith('.css')) head += `<link rel="stylesheet" href="/${file.fileName}">`
  }
  return files.set(
    '/',
    `<!doctype html><meta charset="utf-8"><title>${subject}</title>${head}<div id="root"></div>`,
  )
}
