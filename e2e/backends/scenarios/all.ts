import type { Scenario } from './Scenario.ts'
import { troubles } from './troubles.ts'
import { turns } from './turns.ts'

/** Every scenario, in the order of the docs. */
export const scenarios: readonly Scenario[] = [...turns, ...troubles]
