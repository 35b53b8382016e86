type Hydrate = typeof import('../hydrate.ts').hydrate

/** Loads what makes a view of a conversation that was there before; one that begins can do without. */
export const loadHydrate = async (): Promise<Hydrate> => (await import('../hydrate.ts')).hydrate
