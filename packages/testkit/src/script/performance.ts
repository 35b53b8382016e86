import type { View } from '@sluice/fold'

/** What a performance waits for: a while, a state of the view, or others that go on beside each other. */
export type Wait =
  | { readonly ms: number }
  | { readonly until: (view: View) => boolean }
  | { readonly all: readonly Performance[] }

/** Something that takes time, as a generator of what it waits for. */
export type Performance = Generator<Wait, void>

/** What drives performances. */
export interface Stage {
  view(): View
  after(delayMs: number, run: () => void): () => void
}

/** Something that is being performed. */
export interface Performing {
  /** Looks whether what is waited for is there. */
  look(): void
  /** Ends it where it stands. */
  drop(): void
}

/** Performs something, and what it waits for, until it is `done` or dropped. */
export function perform(stage: Stage, performance: Performance, done: () => void): Performing {
  let until: ((view: View) => boolean) | null = null
  let cancel: (() => void) | null = null
  let children: readonly Performing[] = []
  let isDropped = false

  function step(): void {
    until = null
    cancel = null
    children = []
    if (isDropped) return
    const next = performance.next()
    if (next.done) {
      done()
      return
    }
    const wait = next.value
    if ('ms' in wait) cancel = stage.after(wait.ms, step)
    else if ('until' in wait) {
      until = wait.until
      look()
    } else {
      let open = wait.all.length
      const childDone = (): void => {
        open -= 1
        // In a turn of its own, since a child may be done before its siblings have begun.
        if (open === 0) cancel = stage.after(0, step)
      }
      if (open === 0) cancel = stage.after(0, step)
      else children = wait.all.map(child => perform(stage, child, childDone))
    }
  }

  function look(): void {
    for (const child of children) child.look()
    if (until?.(stage.view())) {
      until = null
      // Not within the telling of the change that it waited for.
      cancel = stage.after(0, step)
    }
  }

  step()
  return {
    look,
    drop() {
      isDropped = true
      cancel?.()
      until = null
      for (const child of children) child.drop()
    },
  }
}
