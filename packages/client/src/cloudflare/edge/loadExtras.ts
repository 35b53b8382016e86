type ExtrasModule = typeof import('../extras/createExtras.ts')

let loading: Promise<ExtrasModule> | undefined

/** Loads the code of the extras, once for all agents of a page; when that failed, the next call tries again. */
export function loadExtras(): Promise<ExtrasModule> {
  loading ??= import('../extras/createExtras.ts').catch(cause => {
    loading = undefined
    throw cause
  })
  return loading
}
