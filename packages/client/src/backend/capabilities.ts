import type { BackendCapabilities } from './Backend.ts'

/** What our own server can do. [C7] */
export const ownCapabilities: BackendCapabilities = {
  resumes: true,
  greets: true,
  exactlyOnce: true,
  approvals: true,
  statePatches: true,
  queue: true,
  directory: true,
  archive: true,
  branches: true,
  forks: true,
  uploads: true,
  search: true,
  inspect: true,
}
