/**
 * Calls `turn` again and again until it returns false. Between two calls every promise that is settled is followed to its end, so that the order of
 * what happens depends on nothing outside. Several that are driven at the same time share the turns of the event loop. [X1]
 */
export function drive(turn: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (): void => {
      try {
        if (turn()) setImmediate(next)
        else resolve()
      } catch (error) {
        reject(error)
      }
    }
    setImmediate(next)
  })
}
