/** A channel that is behind: it has something to send that is not in memory. */
export interface Worker {
  /** Sends at most one frame. Rejects when it cannot go on. */
  step(): Promise<void>
  isBehind(): boolean
  /** Is told why its step failed. */
  fail(cause: unknown): void
}

/** Lets the channels of a connection catch up, in turns and no faster than the socket drains. [S4] */
export interface Pump {
  /** Puts a worker in the queue, unless it stands there. */
  add(worker: Worker): void
  /** Goes on when there is work and room for it. */
  run(): void
}

/** Creates the pump of a connection. */
export function createPump(isCongested: () => boolean): Pump {
  const queue = new Set<Worker>()
  let isRunning = false

  const turn = async (worker: Worker): Promise<void> => {
    queue.delete(worker)
    try {
      await worker.step()
    } catch (cause) {
      worker.fail(cause)
    }
    if (worker.isBehind()) queue.add(worker)
  }

  const work = async (): Promise<void> => {
    isRunning = true
    for (;;) {
      const [next] = queue
      if (next === undefined || isCongested()) break
      await turn(next)
    }
    isRunning = false
  }

  const run = () => {
    if (!isRunning && queue.size > 0 && !isCongested()) void work()
  }

  return {
    add: worker => {
      queue.add(worker)
      run()
    },
    run,
  }
}
