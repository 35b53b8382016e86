import type { DirectoryFilter } from '@sluice/protocol'
import type { Link } from '../backend/createLink.ts'
import type { Client } from '../Client.ts'
import type { Readable } from '../readable.ts'
import { createDirectoryStore } from './createDirectoryStore.ts'
import type { DirectoryView } from './DirectoryView.ts'

const directories = new WeakMap<Link, Map<string, Readable<DirectoryView>>>()

/** The live rows of the directory that a filter lets through; the same for the same client and filter. [S13] */
export function directoryOf(
  { link, environment }: Client,
  filter: DirectoryFilter = {},
): Readable<DirectoryView> {
  const known = directories.get(link) ?? new Map<string, Readable<DirectoryView>>()
  const key = JSON.stringify(filter)
  const directory = known.get(key) ?? createDirectoryStore(link, environment, filter)
  directories.set(link, known.set(key, directory))
  return directory
}
