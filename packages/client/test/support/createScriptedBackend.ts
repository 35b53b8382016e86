import type { AnswerFrame, Backend, BackendListener, RequestFrame } from '@sluice/client'
import { fold } from '@sluice/fold'

/** A backend that says what a test says: one without positions and without ids for commands, as an adapter of another server is, or one like our own. */
export function createScriptedBackend(isOwn = false) {
  const requests: RequestFrame[] = []
  let listener: BackendListener | undefined
  const connection = {
    status: 'online',
    attempt: 0,
    nextAttemptAt: null,
    since: 0,
    error: null,
    principal: null,
    tenant: null,
  } as const
  const backend: Backend = {
    capabilities: {
      resumes: isOwn,
      exactlyOnce: isOwn,
      approvals: false,
      statePatches: false,
      queue: false,
      directory: false,
    },
    connection: { getSnapshot: () => connection, subscribe: () => () => {} },
    start(next) {
      listener = next
      next.ready()
    },
    stop: () => {},
    reconnect: () => {},
    request: frame => void requests.push(frame),
    fold,
    clockOffset: () => 0,
    malformedFrames: () => 0,
    close: () => {},
  }
  return {
    backend,
    requests,
    answer: (frame: AnswerFrame) => listener?.answer(frame),
    drop() {
      listener?.lost()
      listener?.ready()
    },
  }
}
