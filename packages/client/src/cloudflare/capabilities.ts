import type { BackendCapabilities } from '../backend/Backend.ts'

/**
 * What an agent of Cloudflare's Agents SDK can do. It says again all that it knows on each connection, and answers a message that comes twice twice; of
 * answers that were made again it keeps none, or shows none.
 */
export const agentCapabilities: BackendCapabilities = {
  resumes: false,
  exactlyOnce: false,
  approvals: true,
  statePatches: true,
  queue: false,
  directory: false,
  branches: false,
  uploads: true,
}

/** What an agent can do that speaks over a Web Channel: an event that comes twice is taken once, and there is no state. */
export const channelCapabilities: BackendCapabilities = {
  ...agentCapabilities,
  exactlyOnce: true,
  statePatches: false,
}
