/** How the code of a fiber ended here; `left` when the host closed and the fiber stays open for the next. */
export type FiberEnd =
  | { readonly outcome: 'completed'; readonly value: unknown }
  | { readonly outcome: 'failed'; readonly cause: unknown }
  | { readonly outcome: 'cancelled' }
  | { readonly outcome: 'left' }
