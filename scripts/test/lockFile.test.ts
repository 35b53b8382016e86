import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../architecture/files.ts'
import { type LockEntries, missingPlatforms } from '../architecture/lockFile.ts'

const lock = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as { packages: LockEntries }

test('the lock file holds the packages of every platform, so that "npm ci" takes it', () => {
  const missing = Object.keys(missingPlatforms(lock.packages))
  expect(missing, 'run: node --conditions=@sluice/source scripts/completeLock.ts').toEqual([])
})

test('the lock file names no host of a registry', () => {
  const resolved = Object.values(lock.packages).flatMap(entry => entry.resolved ?? [])
  expect(resolved.filter(where => /^\w+:/.test(where))).toEqual([])
})

test('a missing platform is put beside its parent when another version has its place', () => {
  const entries: LockEntries = {
    'node_modules/a': {
      dev: true,
      optionalDependencies: { '@a/linux-x64-musl': '2.0.0', '@a/darwin-arm64': '2.0.0' },
    },
    'node_modules/@a/darwin-arm64': { version: '1.0.0' },
  }
  expect(missingPlatforms(entries)).toEqual({
    'node_modules/@a/linux-x64-musl': {
      version: '2.0.0',
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
      dev: true,
      optional: true,
    },
    'node_modules/a/node_modules/@a/darwin-arm64': {
      version: '2.0.0',
      os: ['darwin'],
      cpu: ['arm64'],
      dev: true,
      optional: true,
    },
  })
})
