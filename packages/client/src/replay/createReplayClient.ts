import type { View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import type { Client } from '../Client.ts'
import type { Readable } from '../readable.ts'
import { createReplayStore } from './createReplayStore.ts'

/** Makes a client that shows one session by views that somebody else folds, read-only, so that the real components draw it as it was. [C9] */
export function createReplayClient(client: Client, ref: SessionRef, view: Readable<View>): Client {
  const store = createReplayStore(ref, view)
  const { capabilities } = client
  return {
    ...client,
    capabilities: {
      ...capabilities,
      approvals: false,
      statePatches: false,
      queue: false,
      branches: false,
      forks: false,
      uploads: false,
      search: false,
    },
    session: other => (other.agent === ref.agent && other.id === ref.id ? store : client.session(other)),
  }
}
