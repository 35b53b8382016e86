import { useActions, useRun } from '@sluice/react'
import { type FormEvent, type KeyboardEvent, useMemo, useState } from 'react'
import { createPartContext } from '../part/createPartContext.tsx'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePending } from '../session/usePending.ts'
import { useUi } from '../text/UiProvider.tsx'
import { isComposing } from './isComposing.ts'

/** `stopping` while a stop of this page is on its way. */
export type ComposerStatus = 'idle' | 'running' | 'stopping'

/** What the parts of a composer expose: `data-composer-status` and `data-empty`. */
export interface ComposerState {
  readonly composerStatus: ComposerStatus
  readonly empty: boolean
}

interface ComposerContextValue {
  readonly text: string
  readonly state: ComposerState
  setText(text: string): void
  submit(): void
  stop(): void
}

const [ComposerContext, useComposer] = createPartContext<ComposerContextValue>('Composer.Root')

function useComposerStatus(): ComposerStatus {
  const run = useRun(useSessionRef())
  const isStopping = usePending('run.stop').some(
    entry => entry.command.run === run?.id && entry.status !== 'refused' && entry.status !== 'expired',
  )
  if (run?.status !== 'open') return 'idle'
  return isStopping ? 'stopping' : 'running'
}

/** The props of {@link Root}. */
export type ComposerRootProps = PartProps<'form', ComposerState>

/** Where a person writes. Its text is its own: nothing that streams renders it again. */
export function Root(props: ComposerRootProps) {
  const { send, stop } = useActions(useSessionRef())
  const [text, setText] = useState('')
  const composerStatus = useComposerStatus()
  const empty = text.trim() === ''
  const value = useMemo<ComposerContextValue>(() => {
    const submit = () => {
      if (empty) return
      send(text)
      setText('')
    }
    return { text, state: { composerStatus, empty }, setText, submit, stop }
  }, [text, empty, composerStatus, send, stop])
  const element = usePartElement('form', 'composer', value.state, props, {
    onSubmit: (event: FormEvent) => {
      event.preventDefault()
      value.submit()
    },
  })
  return <ComposerContext value={value}>{element}</ComposerContext>
}

/** The text. Enter sends, Shift+Enter makes a new line; it grows by the style sheet. */
export function Input(props: PartProps<'textarea', ComposerState>) {
  const { text, state, setText, submit } = useComposer()
  const { messages } = useUi()
  const { agent } = useSessionRef()
  const isIdle = state.composerStatus === 'idle'
  return usePartElement('textarea', 'composer-input', state, props, {
    rows: 1,
    value: text,
    enterKeyHint: 'send',
    'aria-label': messages.composerLabel(messages.agent(agent)),
    placeholder: isIdle
      ? messages.composerPlaceholder(messages.agent(agent))
      : messages.composerPlaceholderRunning,
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
      event.preventDefault()
      submit()
    },
  })
}

/** Sends, or puts into the queue while a run is going. */
export function Send(props: PartProps<'button', ComposerState>) {
  const { state } = useComposer()
  const { messages } = useUi()
  return usePartElement('button', 'composer-send', state, props, {
    type: 'submit',
    disabled: state.empty,
    children: state.composerStatus === 'idle' ? messages.send : messages.queue,
  })
}

/** Stops the run; nothing while none is going. */
export function Stop(props: PartProps<'button', ComposerState>) {
  const { state, stop } = useComposer()
  const { messages } = useUi()
  const isStopping = state.composerStatus === 'stopping'
  const element = usePartElement('button', 'composer-stop', state, props, {
    type: 'button',
    disabled: isStopping,
    onClick: stop,
    children: isStopping ? messages.stopping : messages.stop,
  })
  return state.composerStatus === 'idle' ? null : element
}
