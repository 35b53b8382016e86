import type { UiPart } from '../wire.ts'

const isTool = ({ type }: UiPart): boolean => type === 'dynamic-tool' || type.startsWith('tool-')

/** The name of the tool that a part is a call of; null for another part. */
export const toolOf = (part: UiPart): string | null =>
  isTool(part) ? (part.toolName ?? part.type.slice('tool-'.length)) : null
