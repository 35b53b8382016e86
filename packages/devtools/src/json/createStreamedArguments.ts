import type { Id, Json } from '@sluice/protocol'

/** The arguments of tool calls as they are streamed. */
export interface StreamedArguments {
  /** Takes a piece of a part that may be a call. */
  add(part: Id, text: string): void
  /** The arguments of a call that is ready: those that it says itself, or what was streamed of them. */
  of(call: Id, given: Json | undefined): Json
}

/** Keeps the pieces of parts until the arguments of calls are made of them. */
export function createStreamedArguments(): StreamedArguments {
  const texts = new Map<Id, string>()
  return {
    add: (part, text) => void texts.set(part, (texts.get(part) ?? '') + text),
    of: (call, given) => {
      if (given !== undefined) return given
      const text = texts.get(call) ?? ''
      texts.delete(call)
      try {
        return JSON.parse(text) as Json
      } catch {
        // A model may stream what is no JSON; then the text is what there is.
        return text === '' ? null : text
      }
    },
  }
}
