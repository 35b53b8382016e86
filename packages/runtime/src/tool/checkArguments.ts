import type { Json } from '@sluice/protocol'
import type { AnyTool } from '../agent/defineTool.ts'
import { type Checked, checkAgainst } from '../agent/jsonSchema.ts'
import type { RunScope } from '../run/types.ts'
import { within } from '../run/within.ts'

/** Checks of a schema may ask somebody, and that one may not answer. */
const LONGEST_MS = 10_000

/** Checks arguments by the schema of a tool; a check that does not come to its end says no. */
export async function checkArguments(
  { timers }: Pick<RunScope, 'timers'>,
  tool: AnyTool,
  given: Json,
): Promise<Checked<unknown>> {
  const checking = checkAgainst(tool.schema, given)
  if (!(checking instanceof Promise)) return checking
  return within(timers, LONGEST_MS, checking, () => ({
    ok: false,
    reason: `the check did not come to an end within ${LONGEST_MS / 1000} s`,
  }))
}
