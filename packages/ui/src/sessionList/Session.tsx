import type { DirectoryRow } from '@sluice/protocol'
import { useActions, useClient } from '@sluice/react'
import { type FormEvent, type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import { isComposing } from '../composer/isComposing.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useNow } from '../text/useNow.ts'
import { SessionContext, type SessionState, useListedSession, useSessionList } from './SessionListContext.tsx'
import { useUnreadSession } from './useUnreadSession.ts'

function useTitle(): string {
  const { row } = useListedSession()
  const { messages } = useUi()
  return row.title || messages.sessionUntitled
}

/** The props of {@link Item}. */
export type SessionListItemProps = PartProps<'li', SessionState> & { readonly row: DirectoryRow }

/** A session. */
export function Item({ row, ...props }: SessionListItemProps) {
  const list = useSessionList()
  const [renaming, setRenaming] = useState(false)
  const current = list.current?.id === row.id && list.current.agent === row.agent
  const unread = useUnreadSession(row, current)
  const archived = row.archivedAt !== undefined
  const state = { sessionStatus: row.status, current, unread, archived, renaming }
  const element = usePartElement('li', 'session', state, props)
  return <SessionContext value={{ row, state, setRenaming }}>{element}</SessionContext>
}

/** Opens the session; a click that asks for another tab or window is the browser's. */
export function Link(props: PartProps<'a', SessionState>) {
  const { row, state } = useListedSession()
  const { hrefOf, onOpen } = useSessionList()
  return usePartElement('a', 'session-link', state, props, {
    href: hrefOf(row) ?? '#',
    'aria-current': state.current ? 'page' : undefined,
    onClick: (event: MouseEvent) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      onOpen({ agent: row.agent, id: row.id })
    },
  })
}

/** Its title, else that it has none. */
export function Title(props: PartProps<'span', SessionState>) {
  const { state } = useListedSession()
  return usePartElement('span', 'session-title', state, props, { dir: 'auto', children: useTitle() })
}

/** Where it stands, in words; nothing when there is nothing to say. */
export function Status(props: PartProps<'span', SessionState>) {
  const { state } = useListedSession()
  const children = useUi().messages.sessionStatus[state.sessionStatus]
  const element = usePartElement('span', 'session-status', state, props, { children })
  return children ? element : null
}

/** Said of a fork, in other words of one of the session that is open; nothing otherwise. [S14] */
export function Forked(props: PartProps<'span', SessionState>) {
  const { row, state } = useListedSession()
  const { current } = useSessionList()
  const from = row.forkedFrom
  const children = useUi().messages.sessionForked(from?.agent === current?.agent && from?.id === current?.id)
  const element = usePartElement('span', 'session-forked', state, props, { children })
  return from ? element : null
}

/** Said while it has messages that the reader has not seen; nothing otherwise. */
export function Unread(props: PartProps<'span', SessionState>) {
  const { state } = useListedSession()
  const children = useUi().messages.newMessages
  const element = usePartElement('span', 'session-unread', state, props, { children })
  return state.unread ? element : null
}

/** When something last happened in it. */
export function Time(props: PartProps<'time', SessionState>) {
  const { row, state } = useListedSession()
  const { format } = useUi()
  const now = useNow(true, 60_000)
  return usePartElement('time', 'session-time', state, props, {
    dateTime: new Date(row.updatedAt).toISOString(),
    title: format.dateTime(row.updatedAt),
    children: format.time(row.updatedAt, now),
  })
}

/** The link of the row that takes the place of one that goes away, else the search of the list. */
function nextOf(item: Element | null): HTMLElement | null | undefined {
  const next = item?.nextElementSibling ?? item?.previousElementSibling
  const list = item?.closest('[data-sluice="session-list"]')
  return next?.querySelector('a') ?? list?.querySelector<HTMLElement>('[data-sluice="session-list-search"]')
}

/** Puts the session aside, or takes it back; nothing when the backend cannot. [C7] */
export function Archive(props: PartProps<'button', SessionState>) {
  const { row, state } = useListedSession()
  const { archive, unarchive } = useActions(row)
  const { messages } = useUi()
  const title = useTitle()
  const canArchive = useClient().capabilities.archive === true
  const label = state.archived ? messages.sessionUnarchive(title) : messages.sessionArchive(title)
  const element = usePartElement('button', 'session-archive', state, props, {
    type: 'button',
    title: label,
    'aria-label': label,
    onClick: (event: MouseEvent) => {
      // The row goes away once the server has said so; whoever goes on with the keyboard is at the next one.
      nextOf(event.currentTarget.closest('[data-sluice="session"]'))?.focus()
      if (state.archived) unarchive()
      else archive()
    },
    children: label,
  })
  return canArchive ? element : null
}

/** Opens the field for another title. */
export function Rename(props: PartProps<'button', SessionState>) {
  const { state, setRenaming } = useListedSession()
  const label = useUi().messages.sessionRename(useTitle())
  return usePartElement('button', 'session-rename', state, props, {
    type: 'button',
    title: label,
    'aria-label': label,
    onClick: () => setRenaming(true),
    children: label,
  })
}

/** The field for another title, while it is being given; Enter keeps it, Escape and leaving do not. */
export function Editor(props: PartProps<'form', SessionState>) {
  const { state } = useListedSession()
  return state.renaming ? <OpenEditor {...props} /> : null
}

function OpenEditor(props: PartProps<'form', SessionState>) {
  const { row, state, setRenaming } = useListedSession()
  const { rename } = useActions(row)
  const { messages } = useUi()
  const input = useRef<HTMLInputElement>(null)
  const isDone = useRef(false)
  const close = () => {
    isDone.current = true
    setRenaming(false)
  }
  // The link can take the focus only once it is shown again.
  useEffect(() => {
    const item = input.current?.closest('[data-sluice="session"]')
    return () => {
      if (isDone.current) item?.querySelector('a')?.focus()
    }
  }, [])
  return usePartElement('form', 'session-editor', state, props, {
    onSubmit: (event: FormEvent) => {
      event.preventDefault()
      const title = input.current?.value.trim() ?? ''
      if (title !== '' && title !== row.title) rename(title)
      close()
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && isComposing(event)) event.preventDefault()
      if (event.key === 'Escape') close()
    },
    children: (
      <input
        ref={input}
        data-sluice="session-editor-input"
        aria-label={messages.sessionTitle}
        defaultValue={row.title}
        maxLength={200}
        onBlur={() => setRenaming(false)}
        // The person asked for it by pressing Rename.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus
      />
    ),
  })
}
