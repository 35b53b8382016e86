import * as v from 'valibot'

/** Schema of an {@link Actor}. */
export const actor = v.object({
  /** A person or script behind a principal, the agent, or the host that runs it. */
  kind: v.picklist(['person', 'agent', 'host']),
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
})

/** Who caused an event; set by the server. */
export type Actor = v.InferOutput<typeof actor>
