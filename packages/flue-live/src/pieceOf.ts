/** What a model's stream says, as far as it is said to a person. */
export interface Said {
  readonly kind: 'text' | 'reasoning'
  readonly delta: string
}

const kinds: Readonly<Record<string, Said['kind']>> = { text_delta: 'text', thinking_delta: 'reasoning' }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/**
 * Says what a step of a model's stream adds to the answer: null for all but its text and reasoning. The steps are the results of the iterator of pi-ai's stream, which Flue
 * hands through its interceptors one by one; what has another shape is passed over.
 */
export function pieceOf(step: unknown): Said | null {
  if (!isRecord(step) || step.done === true || !isRecord(step.value)) return null
  const { type, delta } = step.value
  const kind = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined
  return kind && typeof delta === 'string' && delta !== '' ? { kind, delta } : null
}
