import { loadExtras } from './edge/loadExtras.ts'
import type { Extras, ExtrasOptions } from './extras/createExtras.ts'

/** The extras of an agent, whose code is loaded when something needs it. */
export interface ExtrasLoader {
  /** What was loaded by now. */
  present(): Extras | undefined
  /** Uses the extras, at once or when they are loaded; `failed` is told when they cannot be. */
  use(use: (extras: Extras) => void, failed?: (cause: unknown) => void): void
  /** Asks something of the extras; rejects where they cannot be loaded. */
  ask<T>(run: (extras: Extras) => T | Promise<T>): Promise<T>
  /** There will be no other connection: what waits for one is given up. */
  end(): void
}

/** Creates the loader; `options` are asked for when the code is there. */
export function createExtrasLoader(options: () => ExtrasOptions): ExtrasLoader {
  let extras: Extras | undefined
  /** When it failed, the next use tries again. */
  let loading: Promise<Extras> | undefined

  const use: ExtrasLoader['use'] = (run, failed) => {
    if (extras) return run(extras)
    loading ??= loadExtras().then(({ createExtras }) => {
      extras = createExtras(options())
      return extras
    })
    loading.then(run, cause => {
      loading = undefined
      failed?.(cause)
    })
  }

  return {
    present: () => extras,
    use,
    ask: run => new Promise((resolve, reject) => use(loaded => resolve(run(loaded)), reject)),
    end() {
      if (loading) use(({ dropped }) => dropped(true))
    },
  }
}
