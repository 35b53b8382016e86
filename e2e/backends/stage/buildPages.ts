import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const folder = fileURLToPath(new URL('../pages', import.meta.url))

let building: Promise<string> | null = null

/** Builds the pages, once in a process, and resolves with the folder that they are served from. */
export function buildPages(): Promise<string> {
  building ??= build({
    root: folder,
    configFile: `${folder}/vite.config.ts`,
    logLevel: 'error',
  }).then(() => `${folder}/dist`)
  return building
}
