import { cleanup, configure } from '@testing-library/react'
import { afterAll, afterEach, vi } from 'vitest'

/** Notes what elements can do, and returns what takes back what they were given since. */
function notePrototypes(): () => void {
  const notes = [Element.prototype, HTMLElement.prototype, HTMLDialogElement.prototype].map(prototype => ({
    prototype,
    original: Object.getOwnPropertyDescriptors(prototype),
  }))
  return () => {
    for (const { prototype, original } of notes) {
      for (const key of Reflect.ownKeys(prototype))
        if (!Object.hasOwn(original, key)) Reflect.deleteProperty(prototype, key)
      Object.defineProperties(prototype, original)
    }
  }
}

/** Takes the attributes and the children of elements away. */
function empty(...elements: readonly Element[]): void {
  for (const element of elements) {
    for (const { name } of [...element.attributes]) element.removeAttribute(name)
    if (element !== document.documentElement) element.replaceChildren()
  }
}

// The files of a thread share their page: each leaves it to the next as it was opened. Some files ask for no page.
if (typeof document !== 'undefined') {
  const restorePrototypes = notePrototypes()
  // What is waited for comes when the machine has time for it: the limit only ends what hangs.
  configure({ asyncUtilTimeout: 10_000 })
  afterEach(cleanup)
  afterAll(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    restorePrototypes()
    empty(document.documentElement, document.head, document.body)
    localStorage.clear()
    sessionStorage.clear()
    history.replaceState(null, '', '/')
  })
}
