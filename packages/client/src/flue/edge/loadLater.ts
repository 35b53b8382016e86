/** Loads what a first conversation does without. */
export const loadLater = (): Promise<typeof import('../later.ts')> => import('../later.ts')
