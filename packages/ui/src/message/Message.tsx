import type { AttachedPart, Message as MessageFact, StreamedPart } from '@sluice/fold'
import type { Id } from '@sluice/protocol'
import { useMessage } from '@sluice/react'
import { useState } from 'react'
import { Markdown } from '../markdown/Markdown.tsx'
import { safeUrl } from '../markdown/safeUrl.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePrincipal } from '../session/usePrincipal.ts'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'
import { JsonValue } from '../value/JsonValue.tsx'
import { OVERRIDING, plainText } from '../value/plainText.ts'
import { visibleText } from '../value/visibleText.tsx'
import { elementId } from './elementId.ts'
import { EditingContext, MessageContext, useMessageContext } from './MessageContext.tsx'

/** What the parts of a message expose: `data-message-role` and `data-message-status`. */
export interface MessageState {
  readonly messageRole: MessageFact['role']
  readonly messageStatus: MessageFact['status']
}

/** The state of a message's parts. */
export const stateOf = (message: MessageFact | null): MessageState => ({
  messageRole: message?.role ?? 'assistant',
  messageStatus: message?.status ?? 'open',
})

function useAuthor(message: MessageFact | null): string {
  const { messages } = useUi()
  const { agent } = useSessionRef()
  const principal = usePrincipal()
  if (message?.role !== 'user') return messages.agent(agent)
  return principal === null || principal === message.actor.id ? messages.you : message.actor.id
}

/** The props of {@link Root}. */
export type MessageRootProps = PartProps<'article', MessageState> & {
  /** The message in the session around. */
  readonly message: Id
}

/** One message. Nothing while the view does not hold it. */
export function Root({ message: id, ...props }: MessageRootProps) {
  const message = useMessage(useSessionRef(), id)
  const author = useAuthor(message)
  const editing = useState(false)
  const element = usePartElement('article', 'message', stateOf(message), props, {
    id: elementId(id),
    // The feed puts the row that had the focus last into the tab order.
    tabIndex: -1,
    'aria-busy': message?.status === 'open' || undefined,
    'aria-label': author,
  })
  return (
    message && (
      <MessageContext value={message}>
        <EditingContext value={editing}>{element}</EditingContext>
      </MessageContext>
    )
  )
}

/** A link to the message, to be kept or sent; the thread goes to it and marks it. */
export function Link(props: PartProps<'a', MessageState>) {
  const message = useMessageContext()
  return usePartElement('a', 'message-link', stateOf(message), props, {
    href: `#${encodeURIComponent(elementId(message.id))}`,
    title: useUi().messages.messageLink,
  })
}

/** Who said it. */
export function Author(props: PartProps<'span', MessageState>) {
  const message = useMessageContext()
  const children = useAuthor(message)
  return usePartElement('span', 'message-author', stateOf(message), props, { children })
}

/** When it was said. */
export function Time(props: PartProps<'time', MessageState>) {
  const message = useMessageContext()
  const { format } = useUi()
  const now = useNow(false, 60_000)
  return usePartElement('time', 'message-time', stateOf(message), props, {
    dateTime: new Date(message.at).toISOString(),
    title: format.dateTime(message.at),
    children: format.time(message.at, now),
  })
}

/** That the message was cut off; nothing otherwise. */
export function Status(props: PartProps<'span', MessageState>) {
  const message = useMessageContext()
  const children = useUi().messages.messageInterrupted
  const element = usePartElement('span', 'message-status', stateOf(message), props, { children })
  return message.status === 'interrupted' && message.parts.length > 0 ? element : null
}

/** Around the parts of the message. */
export function Content(props: PartProps<'div', MessageState>) {
  return usePartElement('div', 'message-content', stateOf(useMessageContext()), props)
}

/** What a streamed part exposes: `data-part-status`. */
export interface TextState {
  readonly partStatus: StreamedPart['status']
  readonly messageRole: MessageFact['role']
}

/** The props of {@link Text}. */
export type MessageTextProps = Omit<PartProps<'div', TextState>, 'part'> & { readonly part: StreamedPart }

/** A text part: an agent's as markdown, a person's as they wrote it. */
export function Text({ part, ...props }: MessageTextProps) {
  const { role } = useMessageContext()
  const state = { partStatus: part.status, messageRole: role }
  const { text, status } = part
  const children =
    role === 'user' ? (
      visibleText(text, OVERRIDING)
    ) : (
      <Markdown text={text} streaming={status === 'streaming'} cut={status === 'interrupted'} />
    )
  return usePartElement('div', 'message-text', state, props, { children })
}

/** The props of {@link File}. */
export type MessageFileProps = Omit<PartProps<'div'>, 'part'> & {
  readonly part: Extract<AttachedPart, { kind: 'file' }>
}

/** A file, by its name and size. */
export function File({ part, ...props }: MessageFileProps) {
  const { format } = useUi()
  return usePartElement('div', 'message-file', {}, props, {
    children: (
      <>
        <span>{plainText(part.filename ?? part.file.mediaType)}</span>{' '}
        <small>{format.bytes(part.file.bytes)}</small>
      </>
    ),
  })
}

/** The props of {@link Source}. */
export type MessageSourceProps = Omit<PartProps<'a'>, 'part'> & {
  readonly part: Extract<AttachedPart, { kind: 'source' }>
}

/** Where something was found; a link when its address is a safe one. */
export function Source({ part, ...props }: MessageSourceProps) {
  const href = safeUrl(part.url)
  return usePartElement('a', 'message-source', {}, props, {
    ...(href ? { href, target: '_blank', rel: 'noopener noreferrer nofollow' } : {}),
    children: part.title ?? part.url,
  })
}

/** The props of {@link Data}. */
export type MessageDataProps = Omit<PartProps<'div', { name: string }>, 'part'> & {
  readonly part: Extract<AttachedPart, { kind: 'data' }>
}

/** An application's own data, by name and value. */
export function Data({ part, ...props }: MessageDataProps) {
  const children = <JsonValue value={part.data} label={part.name} />
  return usePartElement('div', 'message-data', { name: part.name }, props, { children })
}

/** The props of {@link Unknown}. */
export type MessageUnknownProps = PartProps<'p'> & { readonly kind: string }

/** A part of a kind that this page does not know. [W6] */
export function Unknown({ kind, ...props }: MessageUnknownProps) {
  const children = useUi().messages.unknownPart(kind)
  return usePartElement('p', 'message-unknown', {}, props, { children })
}
