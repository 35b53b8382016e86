import type { Id } from '@sluice/protocol'
import { useHistory } from '@sluice/react'
import { type ChangeEvent, type KeyboardEvent, useMemo, useState } from 'react'
import { isComposing } from '../composer/isComposing.ts'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { useUi } from '../text/UiProvider.tsx'
import { useThread } from '../thread/ThreadContext.tsx'
import { useFind } from './useFind.ts'

/** What the parts of a search expose: `data-find-status`. */
export interface FindState {
  readonly findStatus: 'idle' | 'searching' | 'found' | 'none'
}

interface FindContextValue {
  readonly query: string
  readonly found: readonly Id[]
  /** What is not loaded was not looked through. */
  readonly partial: boolean
  /** The place in `found`, from 0. */
  readonly at: number
  readonly state: FindState
  setQuery(query: string): void
  step(by: number): void
  close(): void
}

const [FindContext, useFindContext] = createPartContext<FindContextValue>('Find.Root')

function statusOf(query: string, found: readonly Id[], isSearching: boolean): FindState['findStatus'] {
  if (query.trim() === '') return 'idle'
  if (found.length > 0) return 'found'
  return isSearching ? 'searching' : 'none'
}

/** The props of {@link Root}. */
export type FindRootProps = PartProps<'search', FindState> & {
  /** Takes the search away. */
  readonly onClose: () => void
}

/** A search of the conversation, which finds what is not in the page as well. Inside of `Thread.Root`. */
export function Root({ onClose: close, ...props }: FindRootProps) {
  const { reveal } = useThread()
  const { messages } = useUi()
  const [query, setQuery] = useState('')
  const { messages: found, searching, partial } = useFind(query)
  const [chosen, setChosen] = useState<Id | null>(null)
  // The newest is the nearest to what is read at first.
  const held = chosen === null ? -1 : found.indexOf(chosen)
  const at = held < 0 ? found.length - 1 : held
  const value = useMemo<FindContextValue>(() => {
    const goTo = (message: Id | undefined) => {
      if (message === undefined) return
      setChosen(message)
      reveal(message)
    }
    return {
      query,
      found,
      partial,
      at,
      state: { findStatus: statusOf(query, found, searching) },
      setQuery(next) {
        setQuery(next)
        setChosen(null)
      },
      step(by) {
        if (found.length === 0) return
        const next = chosen === null && by < 0 ? at : (at + by + found.length) % found.length
        goTo(found[next])
      },
      close,
    }
  }, [query, found, searching, partial, at, chosen, reveal, close])
  const element = usePartElement('search', 'find', value.state, props, {
    'aria-label': messages.find,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
    },
  })
  return <FindContext value={value}>{element}</FindContext>
}

/** What is searched for. Enter goes to the one before, Shift and Enter to the one after. */
export function Input(props: PartProps<'input', FindState>) {
  const { query, state, setQuery, step } = useFindContext()
  const { messages } = useUi()
  return usePartElement('input', 'find-input', state, props, {
    type: 'search',
    value: query,
    // The person asked for it by its keys.
    autoFocus: true,
    'aria-label': messages.find,
    placeholder: messages.find,
    onChange: (event: ChangeEvent<HTMLInputElement>) => setQuery(event.target.value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || isComposing(event)) return
      event.preventDefault()
      step(event.shiftKey ? 1 : -1)
    },
  })
}

/** How many messages hold it, and which of them is gone to. */
export function Count(props: PartProps<'output', FindState>) {
  const { found, at, state } = useFindContext()
  const { messages, format } = useUi()
  const words = {
    idle: '',
    searching: messages.findSearching,
    none: messages.findNone,
    found: messages.findCount(format.number(at + 1), format.number(found.length)),
  }
  return usePartElement('output', 'find-count', state, props, { children: words[state.findStatus] })
}

/** Goes to the message before. */
export function Previous(props: PartProps<'button', FindState>) {
  const { state, step } = useFindContext()
  const label = useUi().messages.findPrevious
  return usePartElement('button', 'find-previous', state, props, {
    type: 'button',
    title: label,
    'aria-label': label,
    disabled: state.findStatus !== 'found',
    onClick: () => step(-1),
    children: label,
  })
}

/** Goes to the message after. */
export function Next(props: PartProps<'button', FindState>) {
  const { state, step } = useFindContext()
  const label = useUi().messages.findNext
  return usePartElement('button', 'find-next', state, props, {
    type: 'button',
    title: label,
    'aria-label': label,
    disabled: state.findStatus !== 'found',
    onClick: () => step(1),
    children: label,
  })
}

/** Loads a page of older messages, to be searched as well, where the backend has no search; nothing when all are there. */
export function Older(props: PartProps<'button', FindState>) {
  const { state, partial } = useFindContext()
  // What was loaded to be searched stays while the search is open.
  const { status, loadOlder } = useHistory(useSessionRef(), { isAtEnd: false })
  const { messages } = useUi()
  const element = usePartElement('button', 'find-older', state, props, {
    type: 'button',
    disabled: status === 'loading',
    onClick: () => void loadOlder(),
    children: status === 'loading' ? messages.olderLoading : messages.findOlder,
  })
  return partial ? element : null
}

/** Closes the search. */
export function Close(props: PartProps<'button', FindState>) {
  const { state, close } = useFindContext()
  const label = useUi().messages.findClose
  return usePartElement('button', 'find-close', state, props, {
    type: 'button',
    title: label,
    'aria-label': label,
    onClick: close,
    children: label,
  })
}
