type CreateLive = typeof import('../createLive.ts').createLive

/** Loads what shows a model's words before Flue keeps them, when a server first sends them. */
export const loadLive = async (): Promise<CreateLive> => (await import('../createLive.ts')).createLive
