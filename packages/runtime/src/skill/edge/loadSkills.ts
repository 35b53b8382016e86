import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { RuntimeError } from '../../RuntimeError.ts'
import { parseSkill } from '../parseSkill.ts'
import type { Skill } from '../Skill.ts'

const MANIFEST = 'SKILL.md'

/** As much as a model is told of one result; what is cut off of instructions would be missed. */
const INSTRUCTIONS_LENGTH = 90_000

/** More than a model is told of at once is no use, and a folder may hold anything. */
const FILE_BYTES = 1024 * 1024
const MOST_FILES = 200

/**
 * Loads every skill of a folder: each folder in it that holds a `SKILL.md`, in the order of their names. Links are not followed. Rejects with a
 * RuntimeError `bad-definition` that names the file when one cannot be read. [R13]
 *
 * @example
 * const agent = defineAgent({ name: 'office', instructions: 'You help in an office.', skills: await loadSkills('./skills') })
 */
export async function loadSkills(folder: string): Promise<readonly Skill[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new RuntimeError(
      'bad-definition',
      `The folder of skills ${folder} cannot be read, so the agent would lack them. Make it, or leave it out.`,
      { cause },
    )
  })
  const names = entries.flatMap(entry => (entry.isDirectory() ? [entry.name] : [])).sort()
  const skills = await Promise.all(names.map(name => loadSkill(join(folder, name), name)))
  return skills.filter(skill => skill !== null)
}

async function loadSkill(folder: string, name: string): Promise<Skill | null> {
  const path = join(folder, MANIFEST)
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort()
  if (!files.includes(MANIFEST)) return null
  const parsed = await parseSkill(await readFile(path, 'utf8'))
  if (!parsed.ok) throw bad(path, parsed.reason)
  const { value } = parsed
  if (value.name !== name) throw bad(path, `it names itself ${value.name}, and its folder is ${name}`)
  if (value.instructions.length > INSTRUCTIONS_LENGTH)
    throw bad(
      path,
      `it has more than ${INSTRUCTIONS_LENGTH} characters; move some of it to another file of the folder`,
    )
  const others = files.filter(file => file !== MANIFEST).slice(0, MOST_FILES)
  return { ...value, files: others, read: file => readText(folder, others, file) }
}

/** Only what was listed is read, so no path leads out of the folder. */
async function readText(folder: string, files: readonly string[], file: string): Promise<string> {
  if (!files.includes(file))
    throw new Error(`The skill has no file ${file}. Its files are: ${files.join(', ')}.`)
  const bytes = await readFile(join(folder, file))
  if (bytes.length > FILE_BYTES)
    throw new Error(`The file ${file} has ${bytes.length} bytes, which is too much to be read.`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error(`The file ${file} is no text.`)
  }
}

function bad(path: string, reason: string): RuntimeError {
  return new RuntimeError('bad-definition', `The skill ${path} cannot be used, because ${reason}.`)
}
