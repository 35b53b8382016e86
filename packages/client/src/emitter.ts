/** Listeners that are told at the same time. */
export interface Emitter {
  /** Tells every listener of the moment; one that leaves meanwhile may still be told. */
  emit(): void
  subscribe(listener: () => void): () => void
  size(): number
}

/** Creates an emitter. Subscribing twice with the same function counts twice. */
export function createEmitter(): Emitter {
  const listeners = new Set<{ readonly listener: () => void }>()
  return {
    emit() {
      for (const { listener } of [...listeners]) listener()
    },
    subscribe(listener) {
      const entry = { listener }
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    size: () => listeners.size,
  }
}
