import type { Result } from '@sluice/protocol'
import * as v from 'valibot'

/** What stands in a `SKILL.md`. */
export interface SkillText {
  readonly name: string
  readonly description: string
  readonly instructions: string
}

/** Front matter may hold more, which is for other programs. Lengths and letters are those of the Agent Skills format. */
const frontMatter = v.object({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/), v.maxLength(64)),
  description: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1024)),
})

/** Reads a `SKILL.md`: YAML between two lines of `---`, then Markdown. Says what is wrong with one that cannot be read. */
export async function parseSkill(text: string): Promise<Result<SkillText>> {
  const found = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)
  if (found === null)
    return { ok: false, reason: 'it does not begin with front matter between two lines of ---' }
  // Loaded where there are skills: it is as large as all else of the runtime.
  const { parse } = await import('yaml')
  let matter: unknown
  try {
    matter = parse(found[1] ?? '')
  } catch (error) {
    return {
      ok: false,
      reason: `its front matter is no YAML (${error instanceof Error ? error.message : error})`,
    }
  }
  const checked = v.safeParse(frontMatter, matter)
  if (!checked.success) {
    const [issue] = checked.issues
    return {
      ok: false,
      reason: `its front matter has a bad ${v.getDotPath(issue) ?? 'shape'}: ${issue.message}`,
    }
  }
  return { ok: true, value: { ...checked.output, instructions: text.slice(found[0].length).trim() } }
}
