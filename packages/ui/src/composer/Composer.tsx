import type { PartInput } from '@sluice/protocol'
import { useActions, useClient, useRun } from '@sluice/react'
import {
  type ChangeEvent,
  type ClipboardEvent,
  type FormEvent,
  type KeyboardEvent,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useFocusHandover } from '../part/useFocusHandover.ts'
import { type PartProps, usePartElement } from '../part/usePartElement.tsx'
import { useSessionRef } from '../session/SessionScope.tsx'
import { usePending } from '../session/usePending.ts'
import { useUi } from '../text/UiProvider.tsx'
import type { SendMode } from '../text/vocabulary.ts'
import {
  ComposerContext,
  type ComposerContextValue,
  type ComposerState,
  type ComposerStatus,
  useComposer,
} from './ComposerContext.tsx'
import type { CompletionSource } from './completions.ts'
import { isComposing } from './isComposing.ts'
import { type AttachmentLimits, partsOfAttachments, useAttachments } from './useAttachments.ts'
import { useCompletions } from './useCompletions.ts'
import { useDraft } from './useDraft.ts'
import { useDrop } from './useDrop.ts'
import { useRecall } from './useRecall.ts'

function useComposerStatus(): ComposerStatus {
  const run = useRun(useSessionRef())
  const isStopping = usePending('run.stop').some(
    entry => entry.command.run === run?.id && entry.status !== 'refused' && entry.status !== 'expired',
  )
  if (run?.status !== 'open') return 'idle'
  return isStopping ? 'stopping' : 'running'
}

/** The props of {@link Root}. */
export type ComposerRootProps = PartProps<'form', ComposerState> & {
  /** What may be attached; false for nothing. Nothing can where the backend takes no uploads. [C7] */
  readonly attachments?: AttachmentLimits | false | undefined
  /** Commands and mentions of the application. Keep the list the same from one drawing to the next. */
  readonly completions?: readonly CompletionSource[] | undefined
}

const NO_LIMITS: AttachmentLimits = {}
const NO_SOURCES: readonly CompletionSource[] = []

/** Where a person writes. Its text is its own: nothing that streams renders it again. */
export function Root({
  attachments: limits = NO_LIMITS,
  completions: sources = NO_SOURCES,
  ...props
}: ComposerRootProps) {
  const { send, stop } = useActions(useSessionRef())
  const [text, setText] = useDraft()
  const [mode, setMode] = useState<SendMode>('queue')
  const attachments = useAttachments(limits)
  const { dropping, ...drop } = useDrop(attachments)
  const composerStatus = useComposerStatus()
  const input = useRef<HTMLTextAreaElement>(null)
  const completions = useCompletions(sources, input, setText)
  const value = useMemo<ComposerContextValue>(() => {
    const { list, clear } = attachments
    const empty = text.trim() === '' && list.length === 0
    const sendMode = composerStatus === 'idle' ? null : mode
    const canSend = !empty && list.every(({ status }) => status === 'ready')
    const submit = () => {
      if (!canSend) return
      const said: readonly PartInput[] = text.trim() === '' ? [] : [{ kind: 'text', text }]
      send(
        [...said, ...partsOfAttachments(list)],
        sendMode === null || sendMode === 'queue' ? {} : { mode: sendMode },
      )
      setText('')
      clear()
    }
    const state = { composerStatus, sendMode, empty, dropping }
    return { text, state, attachments, completions, input, canSend, setText, setMode, submit, stop }
  }, [text, setText, attachments, completions, mode, dropping, composerStatus, send, stop])
  const element = usePartElement('form', 'composer', value.state, props, {
    ...drop,
    onSubmit: (event: FormEvent) => {
      event.preventDefault()
      value.submit()
      // The button is of no use until something is written.
      if (event.currentTarget.contains(document.activeElement)) input.current?.focus()
    },
  })
  return <ComposerContext value={value}>{element}</ComposerContext>
}

/** Around the input: where a browser cannot size it by its content, the style sheet does so by a copy of its text. Nothing reads a layout. */
export function Field(props: PartProps<'div', ComposerState>) {
  const { text, state } = useComposer()
  return usePartElement('div', 'composer-field', state, props, { 'data-text': text })
}

/** In UTF-16 units, what of a pasted text stays in the message, whose event holds 64 KB. [E8] */
const LONG = 16_000

/** A pasted text that is better a file; empty for a shorter one. */
function longTextOf(pasted: DataTransfer): string {
  const text = pasted.getData?.('text/plain') ?? ''
  return text.length > LONG ? text : ''
}

/** Tells whether a file of text is one of those that a file input would accept. */
const takesText = (accept = '*/*'): boolean => /\*\/\*|text\/(\*|plain)|\.txt\b/.test(accept)

/** The text. Enter sends, Shift+Enter makes a new line, the up arrow brings back what was said; pasted files are attached, and so is a long text. */
export function Input(props: PartProps<'textarea', ComposerState>) {
  const { text, state, attachments, completions, input, setText, submit } = useComposer()
  const isChoosing = completions.list.length > 0
  const { messages } = useUi()
  const { agent } = useSessionRef()
  const recall = useRecall(text, setText)
  return usePartElement('textarea', 'composer-input', state, props, {
    ref: input,
    rows: 1,
    value: text,
    'aria-autocomplete': isChoosing ? 'list' : undefined,
    'aria-controls': isChoosing ? completions.id : undefined,
    'aria-activedescendant': isChoosing ? completions.idOf(completions.active) : undefined,
    onBlur: completions.close,
    enterKeyHint: 'send',
    'aria-label': messages.composerLabel(messages.agent(agent)),
    placeholder:
      state.composerStatus === 'idle'
        ? messages.composerPlaceholder(messages.agent(agent))
        : messages.composerPlaceholderRunning,
    onChange: ({ target }: ChangeEvent<HTMLTextAreaElement>) => {
      setText(target.value)
      completions.look(target.value, target.selectionStart)
    },
    onPaste: (event: ClipboardEvent) => {
      const { files } = event.clipboardData
      const long = longTextOf(event.clipboardData)
      // What is copied of a document or a table comes as a text and as a picture of it.
      const hasText = [...(event.clipboardData.types ?? [])].includes('text/plain')
      const isFiles = files.length > 0 && !hasText
      if (!attachments.isOffered || !(isFiles || (long && takesText(attachments.accept)))) return
      event.preventDefault()
      attachments.add(isFiles ? files : [new File([long], messages.pastedText, { type: 'text/plain' })])
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (isComposing(event) || completions.onKeyDown(event)) return
      if (event.key !== 'Enter' || event.shiftKey) return recall(event)
      event.preventDefault()
      submit()
    },
  })
}

/** How a message joins the run that is going; nothing while none is, or where the backend has no queue. [R4] [C7] */
export function Mode(props: PartProps<'select', ComposerState>) {
  const { state, setMode } = useComposer()
  const { capabilities } = useClient()
  const { messages } = useUi()
  const modes: readonly SendMode[] = ['queue', 'steer', 'interrupt']
  const element = usePartElement('select', 'composer-mode', state, props, {
    'aria-label': messages.sendMode,
    title: messages.sendMode,
    value: state.sendMode ?? 'queue',
    onChange: (event: ChangeEvent<HTMLSelectElement>) => {
      const chosen = modes.find(mode => mode === event.target.value)
      if (chosen) setMode(chosen)
    },
    children: modes.map(mode => (
      <option key={mode} value={mode}>
        {messages.sendModes[mode]}
      </option>
    )),
  })
  return state.sendMode === null || !capabilities.queue ? null : element
}

/** Sends; while a run is going, in the way that was chosen. */
export function Send(props: PartProps<'button', ComposerState>) {
  const { state, canSend } = useComposer()
  const { messages } = useUi()
  return usePartElement('button', 'composer-send', state, props, {
    type: 'submit',
    disabled: !canSend,
    children: state.sendMode === null ? messages.send : messages.sendAs[state.sendMode],
  })
}

/** Stops the run; nothing while none is going. */
export function Stop(props: PartProps<'button', ComposerState>) {
  const { state } = useComposer()
  return state.composerStatus === 'idle' ? null : <OpenStop {...props} />
}

function OpenStop(props: PartProps<'button', ComposerState>) {
  const { state, stop } = useComposer()
  const { messages } = useUi()
  const own = useRef<HTMLButtonElement>(null)
  useFocusHandover(own)
  const isStopping = state.composerStatus === 'stopping'
  return usePartElement('button', 'composer-stop', state, props, {
    type: 'button',
    ref: own,
    // Disabled it would lose the focus before it can give it on.
    'aria-disabled': isStopping || undefined,
    onClick: () => {
      if (!isStopping) stop()
    },
    children: isStopping ? messages.stopping : messages.stop,
  })
}
