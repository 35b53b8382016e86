import { appendFile, cp, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ToolContext } from '@sluice/runtime'

const repository = fileURLToPath(new URL('../repository', import.meta.url))

/** The copies of the sample repository, one for each session. */
export interface Workspaces {
  /** The folder of a session, made at the first use. */
  of(context: ToolContext): Promise<string>
  /** Writes down that a tool's code runs, one JSON line each in `.tool-runs.jsonl`, before it does anything. */
  note(tool: string, context: ToolContext): Promise<void>
}

/** Keeps workspaces under a folder. */
export function createWorkspaces(directory: string): Workspaces {
  const made = new Map<string, Promise<string>>()

  async function make(folder: string): Promise<string> {
    if (await exists(folder)) return folder
    // Copied beside and renamed, so that a crash leaves no half of a repository.
    const fresh = `${folder}.new`
    await rm(fresh, { recursive: true, force: true })
    await mkdir(dirname(fresh), { recursive: true })
    await cp(repository, fresh, { recursive: true })
    await rename(fresh, folder)
    return folder
  }

  async function of({ session }: ToolContext): Promise<string> {
    // A session may be named `..`.
    const folder = resolve(directory, 'workspaces', session.id.replace(/^\./, '_'))
    const found = made.get(folder) ?? make(folder)
    made.set(folder, found)
    found.catch(() => made.delete(folder))
    return found
  }

  return {
    of,
    note: async (tool, context) => {
      const { callId, attempt } = context
      const line = JSON.stringify({ tool, callId, attempt })
      await appendFile(join(await of(context), '.tool-runs.jsonl'), `${line}\n`)
    },
  }
}

/** The full path of a file in a workspace. Throws when it would lead out of it, is hidden, or is a link. */
export async function pathIn(folder: string, path: string): Promise<string> {
  const full = resolve(folder, path)
  const inside = relative(folder, full)
  if (
    full !== folder &&
    (!full.startsWith(folder + sep) || inside.split(sep).some(name => name.startsWith('.')))
  )
    throw new Error(`${path} is not in the repository, so it was not touched. Use a path from list_files.`)
  for (let at = full; at.length > folder.length; at = dirname(at))
    if ((await lstat(at).catch(() => null))?.isSymbolicLink())
      throw new Error(`${path} is a link, and links are not followed. Use a path from list_files.`)
  return full
}

/** The paths of all files of a workspace, sorted, without hidden ones. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(path => !path.split(sep).some(name => name.startsWith('.')))
    .sort()
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null
}
