import type { Skill } from './Skill.ts'

/** The name of the tool with which a model loads a skill. */
export const LOAD_SKILL = 'load_skill'

/** What a model is told of the skills that it may load; nothing when there are none. */
export function describeSkills(skills: readonly Skill[]): string {
  if (skills.length === 0) return ''
  const list = skills.map(({ name, description }) => `- ${name}: ${description}`)
  return `# Skills\nInstructions for the following are there when you need them. Before you do one of these, load it with the tool ${LOAD_SKILL}.\n${list.join('\n')}`
}
