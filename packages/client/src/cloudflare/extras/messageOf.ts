import type { Id, PartInput } from '@sluice/protocol'
import { ClientError } from '../../problem.ts'
import type { UiMessage, UiPart } from '../wire.ts'
import { type Files, isTooLarge } from './createFiles.ts'

/** The name of the data part in which a whole message of the AI SDK is sent, for what our parts cannot say. */
export const MESSAGE_PART = 'ui-message'

/** What a person adds to a message beside its parts. */
export interface MessageExtra {
  readonly message: Omit<UiMessage, 'id'>
  /** Goes into the body of the request. */
  readonly body?: object | undefined
}

/** The part of the AI SDK that says what a part of ours does. */
function toUiPart(part: PartInput, urlOf: Files['urlOf']): UiPart {
  if (part.kind === 'data') return { type: `data-${part.name}`, data: part.data }
  if (part.kind === 'source')
    return { type: 'source-url', url: part.url, ...(part.title ? { title: part.title } : {}) }
  if (part.kind === 'text') return { type: 'text', text: part.text }
  const { file, filename } = part
  const url = urlOf(file.blob)
  if (url === undefined)
    throw new ClientError('not-found', 'This page no longer holds the file. Attach it again.')
  return { type: 'file', mediaType: file.mediaType, url, ...(filename === undefined ? {} : { filename }) }
}

/** The message of the AI SDK that is made of parts of ours, and what goes into the body with it. Throws where a file of it cannot be sent. */
export function messageOf(
  id: Id,
  parts: readonly PartInput[],
  urlOf: Files['urlOf'],
): MessageExtra & { readonly message: UiMessage } {
  const [only] = parts
  const whole = only?.kind === 'data' && only.name === MESSAGE_PART
  const { message, body } = whole
    ? (only.data as unknown as MessageExtra)
    : { message: { role: 'user', parts: parts.map(part => toUiPart(part, urlOf)) }, body: undefined }
  if (isTooLarge(message.parts.map(({ url = '' }) => url)))
    throw new ClientError('frame-too-large', 'The files are too large for one message. Send fewer at once.')
  return { message: { ...message, id }, body }
}
