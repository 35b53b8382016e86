import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from './architecture/files.ts'
import { type LockEntries, missingPlatforms } from './architecture/lockFile.ts'

const path = resolve(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: LockEntries }
const missing = missingPlatforms(lock.packages)
const packages = Object.fromEntries(
  Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en')),
)
writeFileSync(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
for (const [folder, { version }] of Object.entries(missing)) console.log(`${folder} ${version}`)
