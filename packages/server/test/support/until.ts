import { setImmediate } from 'node:timers/promises'

/** Waits for a condition, turn by turn of the event loop. Rejects when it does not come true. */
export async function until(
  condition: () => boolean,
  describe: () => string = () => 'a condition',
): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    if (condition()) return
    await setImmediate()
  }
  throw new Error(`Waited in vain for ${describe()}`)
}

/** Lets all that can happen without a clock happen. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await setImmediate()
}
