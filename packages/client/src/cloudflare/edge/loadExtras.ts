type ExtrasModule = typeof import('../extras/createExtras.ts')

/** Loads the code of the extras. */
export const loadExtras = (): Promise<ExtrasModule> => import('../extras/createExtras.ts')
