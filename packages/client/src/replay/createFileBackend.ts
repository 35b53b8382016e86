import { directoryRow, type View } from '@sluice/fold'
import { type DirectoryRow, type Envelope, type SessionRef, VIEW_REVISION } from '@sluice/protocol'
import type { Backend, BackendListener, RequestFrame } from '../backend/Backend.ts'
import type { ConnectionView } from '../connection/view.ts'

/** A recorded session. */
export interface RecordedSession {
  readonly ref: SessionRef
  readonly envelopes: readonly Envelope[]
  /** The fold of the envelopes. */
  readonly view: View
}

/** What the backend of a recorded session is made of. */
export interface FileBackendOptions extends RecordedSession {
  readonly fold: Backend['fold']
}

/** Envelopes in a frame. [C4] */
const PIECE = 500

const online: ConnectionView = {
  status: 'online',
  attempt: 0,
  nextAttemptAt: null,
  since: 0,
  error: null,
  principal: 'reader',
  tenant: null,
}

/** The directory of one session. */
function rowsOf({ ref, view }: RecordedSession): DirectoryRow[] {
  const row = directoryRow(ref, view)
  return row === null ? [] : [row]
}

/** Makes a backend that answers out of a recorded session. What would change it is refused, and nothing comes after its end. [C7 C9] */
export function createFileBackend(options: FileBackendOptions): Backend {
  const { ref, envelopes, view, fold } = options
  let listener: BackendListener | null = null

  function answer(frame: RequestFrame, to: BackendListener): void {
    if (frame.type === 'unsubscribe') return
    const message = 'This is a recorded session, which nothing can be done in.'
    if (frame.type === 'command') {
      to.answer({ type: 'refused', code: 'forbidden', message, commandId: frame.commandId })
      return
    }
    const { channel } = frame
    if ('directory' in frame) {
      to.answer({ type: 'rows', channel, version: 1, rows: rowsOf(options), gone: [] })
      return
    }
    const { session, want, from } = frame
    if (session.agent !== ref.agent || session.id !== ref.id) {
      to.answer({ type: 'refused', code: 'not-found', message, channel })
      return
    }
    if (want === 'view') {
      const { offset } = view
      const text = JSON.stringify(view)
      to.answer({ type: 'snapshot', channel, offset, revision: VIEW_REVISION, index: 0, count: 1, text })
    } else {
      const start = from === null ? 0 : envelopes.findLastIndex(({ offset }) => offset <= from) + 1
      for (let at = start; at < envelopes.length; at += PIECE) {
        const after = envelopes[at - 1]?.offset ?? null
        to.answer({ type: 'events', channel, after, envelopes: envelopes.slice(at, at + PIECE) })
      }
    }
    to.answer({ type: 'live', channel, head: view.offset, writer: false })
  }

  return {
    capabilities: {
      resumes: true,
      exactlyOnce: true,
      approvals: false,
      statePatches: false,
      queue: false,
      directory: true,
      branches: false,
      uploads: false,
    },
    connection: { getSnapshot: () => online, subscribe: () => () => undefined },
    start: to => {
      listener = to
      // Who starts it hears of it afterwards, as of any other connection.
      queueMicrotask(() => listener === to && to.ready())
    },
    stop: () => {
      listener?.lost()
      listener = null
    },
    reconnect: () => undefined,
    request: frame => {
      const to = listener
      if (to !== null) queueMicrotask(() => listener === to && answer(frame, to))
    },
    fold,
    clockOffset: () => 0,
    malformedFrames: () => 0,
    close: () => {
      listener = null
    },
  }
}
