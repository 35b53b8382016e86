import { type AskPerson, createPersonCheck } from '../connection/createPersonCheck.ts'
import type { Environment } from '../environment.ts'
import type { Backend, BackendListener } from './Backend.ts'

/** What tells whose a connection of a page alone is. */
export interface PersonSource {
  readonly environment: Environment
  readonly askPerson: AskPerson
  /** Tells when somebody looks at the page again; returns the unsubscribe. */
  readonly onShown: (listener: () => void) => () => void
}

/** A backend that connects anew when its page is shown again and somebody else has signed in meanwhile. [C11] */
export function createCheckedBackend(
  backend: Backend,
  { environment, askPerson, onShown }: PersonSource,
): Backend {
  let listener: BackendListener | undefined
  let unwatch: (() => void) | undefined
  const look = createPersonCheck({
    backend,
    environment,
    askPerson,
    another() {
      if (!listener) return
      backend.stop()
      backend.start(listener)
    },
  })
  function leave(): void {
    listener = undefined
    unwatch?.()
    unwatch = undefined
  }
  return {
    ...backend,
    start(next) {
      listener = next
      unwatch ??= onShown(look)
      backend.start(next)
    },
    stop() {
      leave()
      backend.stop()
    },
    close() {
      leave()
      backend.close()
    },
  }
}
