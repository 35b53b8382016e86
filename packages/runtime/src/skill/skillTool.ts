import * as v from 'valibot'
import { type AnyTool, defineTool } from '../agent/defineTool.ts'
import { LOAD_SKILL } from './describeSkills.ts'
import type { Skill } from './Skill.ts'

/** Makes the tool with which a model loads one of the skills, or a file of it. [R13] */
export function skillTool(skills: readonly Skill[]): AnyTool {
  return defineTool({
    name: LOAD_SKILL,
    description:
      'Loads the instructions of a skill, with the names of its files. With a file, loads that file of the skill.',
    parameters: v.object({
      name: v.picklist(skills.map(skill => skill.name)),
      file: v.optional(v.pipe(v.string(), v.description('One of the files that the skill names.'))),
    }),
    idempotent: true,
    execute: async ({ name, file }) => {
      const skill = skills.find(one => one.name === name)
      if (skill === undefined) throw new Error(`There is no skill named ${name}.`)
      if (file !== undefined) return skill.read(file)
      const { instructions, files } = skill
      return files.length === 0 ? { instructions } : { instructions, files }
    },
  })
}
