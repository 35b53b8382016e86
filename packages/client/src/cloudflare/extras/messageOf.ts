import type { Id, PartInput } from '@sluice/protocol'
import type { UiMessage, UiPart } from '../wire.ts'

/** The name of the data part in which a whole message of the AI SDK is sent, for what our parts cannot say. */
export const MESSAGE_PART = 'ui-message'

/** What a person adds to a message beside its parts. */
export interface MessageExtra {
  readonly message: Omit<UiMessage, 'id'>
  /** Goes into the body of the request. */
  readonly body?: object | undefined
}

/** The part of the AI SDK that says what a part of ours does. */
function toUiPart(part: PartInput): UiPart {
  if (part.kind === 'data') return { type: `data-${part.name}`, data: part.data }
  if (part.kind === 'source')
    return { type: 'source-url', url: part.url, ...(part.title ? { title: part.title } : {}) }
  return { type: 'text', text: part.kind === 'text' ? part.text : (part.filename ?? 'file') }
}

/** The message of the AI SDK that is made of parts of ours, and what goes into the body with it. */
export function messageOf(
  id: Id,
  parts: readonly PartInput[],
): MessageExtra & { readonly message: UiMessage } {
  const [only] = parts
  const whole = only?.kind === 'data' && only.name === MESSAGE_PART
  const { message, body } = whole
    ? (only.data as unknown as MessageExtra)
    : { message: { role: 'user', parts: parts.map(toUiPart) }, body: undefined }
  return { message: { ...message, id }, body }
}
