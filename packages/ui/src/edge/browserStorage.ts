import type { UiStorage } from '../text/UiStorage.ts'

/** The page's local storage; without one, or when it is full or forbidden, nothing is kept. */
export const browserStorage: UiStorage = {
  get(key) {
    try {
      return globalThis.localStorage?.getItem(key) ?? null
    } catch {
      return null
    }
  },
  set(key, value) {
    try {
      if (value === null) globalThis.localStorage?.removeItem(key)
      else globalThis.localStorage?.setItem(key, value)
    } catch {
      // A draft that cannot be kept is still in the page.
    }
  },
}
