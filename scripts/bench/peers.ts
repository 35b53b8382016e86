import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/**
 * Reads the installed versions of the named packages, as seen from the bench file, for `BenchReport.peers`.
 *
 * @example peers: peerVersions(import.meta.url, ['@flue/sdk', 'ws'])
 */
export function peerVersions(from: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, versionOf(from, name)]))
}

function versionOf(from: string, name: string): string {
  const path = findPackageJSON(name, from)
  if (path === undefined) {
    throw new Error(
      `The peer "${name}" is not installed, so there is nothing to compare with. Run "npm ci" at the root.`,
    )
  }
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
  return manifest.version
}
