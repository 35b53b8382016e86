import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const folder = fileURLToPath(new URL('../pages', import.meta.url))

let building: Promise<string> | null = null

async function buildInto(outDir: string): Promise<string> {
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  await build({
    root: folder,
    configFile: `${folder}/vite.config.ts`,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  })
  return outDir
}

/** Builds the pages, once in a process, and resolves with the folder that they are served from; each process has its own, as another may build while this one serves. */
export function buildPages(): Promise<string> {
  building ??= buildInto(mkdtempSync(join(tmpdir(), 'sluice-pages-')))
  return building
}
