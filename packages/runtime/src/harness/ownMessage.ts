import { RuntimeError } from '../RuntimeError.ts'

/** Writes down a harness's own message under its name, so that no other one takes it for its own. [R8] */
export function writeOwn(harness: string, message: unknown): string {
  return JSON.stringify({ harness, message })
}

/** Reads what {@link writeOwn} wrote. Throws a RuntimeError `foreign-message` for anything else. */
export function readOwn<T>(harness: string, text: string): T {
  const kept = JSON.parse(text) as { readonly harness?: unknown; readonly message?: unknown }
  // Whoever wrote the name wrote the message.
  if (kept.harness === harness) return kept.message as T
  throw foreignMessage()
}

/** The failure of a conversation that was held with another harness. */
export function foreignMessage(): RuntimeError {
  return new RuntimeError(
    'foreign-message',
    'The conversation holds messages that another harness kept, so they cannot be given back to a model in its own words. ' +
      'Go on with the harness that wrote them, or start a new session.',
  )
}
