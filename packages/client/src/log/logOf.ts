import { createShared } from '../shared.ts'
import { createLog } from './createLog.ts'

/** The log of a session from its first event on, the same for the same client and session while anything uses it. [W1] */
export const logOf = /* @__PURE__ */ createShared(({ link, environment }, ref) =>
  createLog({ ref, link, environment }),
)
