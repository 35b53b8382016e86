import type { ComponentGuide } from './components.ts'
import { conversation } from './conversation.ts'
import { panels } from './panels.ts'
import { pieces } from './pieces.ts'
import { turns } from './turns.ts'

/** The pages about components, by their names. */
export const guides: Readonly<Record<string, ComponentGuide>> = {
  ...conversation,
  ...turns,
  ...panels,
  ...pieces,
}
