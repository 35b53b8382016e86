import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { registryItems, registryOf } from './registryItems.ts'

/** Writes an item for each prefab, and their list, into a folder. Returns the names of the files. */
export function writeRegistry(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true })
  const items = registryItems()
  const files = [
    ['registry.json', registryOf(items)] as const,
    ...items.map(item => [`${item.name}.json`, item] as const),
  ]
  for (const [name, content] of files)
    writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`)
  return files.map(([name]) => name)
}
