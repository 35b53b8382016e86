import { emptyView, type View } from '@sluice/fold'
import type { Envelope } from '@sluice/protocol'
import type { Environment } from '../environment.ts'

/** Folding gives the page its turn after this long. [C4] */
const SLICE_MS = 8
/** Envelopes that are folded between two looks at the clock. */
const BATCH = 128

/** Folds envelopes in the order in which they were given, in slices between which the page may work. */
export interface Folder {
  view(): View
  fold(envelopes: readonly Envelope[]): void
  /** Goes on from another view. */
  replace(view: View): void
  /** Calls back when everything given before is folded. */
  afterwards(run: () => void): void
}

/** What a folder is made of. */
export interface FolderOptions {
  readonly environment: Environment
  fold(view: View, envelopes: readonly Envelope[]): View
  /** Is told when nothing is left to do. */
  done(): void
}

/** Creates a folder on the empty view. What takes less than a slice is folded at once. */
export function createFolder({ environment, fold, done }: FolderOptions): Folder {
  let view = emptyView
  let work: (() => void)[] = []
  let isYielding = false

  function pump(): void {
    if (isYielding) return
    const end = environment.now() + SLICE_MS
    let count = 0
    while (count < work.length && (count === 0 || environment.now() < end)) work[count++]?.()
    work = work.slice(count)
    if (work.length === 0) {
      done()
      return
    }
    isYielding = true
    environment.yieldToPage(() => {
      isYielding = false
      pump()
    })
  }

  function add(...steps: (() => void)[]): void {
    work.push(...steps)
    pump()
  }

  return {
    view: () => view,
    fold(envelopes) {
      const batches = Math.ceil(envelopes.length / BATCH)
      add(
        ...Array.from({ length: batches }, (_, index) => () => {
          view = fold(view, envelopes.slice(index * BATCH, (index + 1) * BATCH))
        }),
      )
    },
    replace(next) {
      add(() => {
        view = next
      })
    },
    afterwards: run => add(run),
  }
}
