import { type LogView, sendCommand } from '@sluice/client'
import type { View } from '@sluice/fold'
import type { SessionRef } from '@sluice/protocol'
import { useClient } from '@sluice/react'
import { type FormEvent, type RefObject, useMemo, useState } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { formatOffsetForEye, oneLine } from '../text/format.ts'
import { changeableIn } from './changeable.ts'
import { EffectsPreview } from './EffectsPreview.tsx'
import { type ForkForm, forkCommand } from './forkCommand.ts'
import { forkEffects } from './forkEffects.ts'

/** The props of {@link ForkDialog}. */
export interface ForkDialogProps {
  readonly dialog: RefObject<HTMLDialogElement | null>
  readonly session: SessionRef
  readonly log: LogView
  /** Where the log is cut. */
  readonly position: number
  /** The view there. */
  readonly view: View
  /** Is told of the new session when it is there. */
  readonly onForked: (session: SessionRef) => void
}

/** Forks a session at an offset with something changed. It says before which tool calls may run again and which are answered from the log. [D7 S14] */
export function ForkDialog(props: ForkDialogProps) {
  const { messages } = useDevtools()
  const [isOpen, setOpen] = useState(false)
  return (
    <dialog
      ref={props.dialog}
      className="sluice-devtools-dialog"
      aria-label={messages.forkSession}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      {isOpen && <ForkFields key={props.position} {...props} />}
    </dialog>
  )
}

function ForkFields({ dialog, session, log, position, view, onForked }: ForkDialogProps) {
  const { messages } = useDevtools()
  const client = useClient()
  const { envelopes, count } = log
  const at = envelopes[position]?.offset ?? ''
  const { sequence } = formatOffsetForEye(at)
  const [form, setForm] = useState<ForkForm>({
    ...{ id: `${session.id}-fork-${sequence}`.slice(-128), message: '', text: '', call: '', output: '' },
    ...{ state: null, model: '', goOn: true },
  })
  const [problem, setProblem] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)
  const changeable = useMemo(() => changeableIn(view), [view])
  const effects = useMemo(
    () =>
      forkEffects(
        { envelopes, count, cut: position, view },
        {
          message: form.message === '' ? null : form.message,
          call: form.call === '' ? null : form.call,
          isRun: form.message !== '' || form.goOn,
        },
      ),
    [envelopes, count, position, view, form.message, form.call, form.goOn],
  )
  const change = (next: Partial<ForkForm>) => setForm({ ...form, ...next })
  const fork = async () => {
    const command = forkCommand(session, at, form)
    if (!command.ok) return setProblem(command.reason)
    setSending(true)
    setProblem(null)
    const made = { agent: session.agent, id: form.id.trim() }
    try {
      await sendCommand(client, made, command.value)
      dialog.current?.close()
      onForked(made)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
    setSending(false)
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    void fork()
  }
  return (
    <form onSubmit={onSubmit}>
      <h2 className="sluice-devtools-heading">{messages.forkAt(sequence)}</h2>
      <label>
        {messages.forkId}
        <input
          className="sluice-devtools-input"
          required
          pattern="[A-Za-z0-9._~\-]{1,128}"
          value={form.id}
          onChange={event => change({ id: event.target.value })}
        />
      </label>
      <label>
        {messages.changedMessage}
        <select
          className="sluice-devtools-input"
          value={form.message}
          onChange={event => {
            const found = changeable.messages.find(({ message }) => message === event.target.value)
            change({ message: event.target.value, text: found?.text ?? '' })
          }}
        >
          <option value="">{messages.asItWas}</option>
          {changeable.messages.map(({ message, text }) => (
            <option key={message} value={message}>
              {oneLine(text).slice(0, 60)}
            </option>
          ))}
        </select>
      </label>
      {form.message !== '' && (
        <textarea
          className="sluice-devtools-input"
          aria-label={messages.newWords}
          rows={3}
          value={form.text}
          onChange={event => change({ text: event.target.value })}
        />
      )}
      {changeable.calls.length > 0 && (
        <label>
          {messages.changedResult}
          <select
            className="sluice-devtools-input"
            value={form.call}
            onChange={event => {
              const found = changeable.calls.find(({ id }) => id === event.target.value)
              const output = found?.output != null && 'json' in found.output ? found.output.json : null
              change({ call: event.target.value, output: JSON.stringify(output, null, 2) })
            }}
          >
            <option value="">{messages.asItWas}</option>
            {changeable.calls.map(({ id, tool, status }) => (
              <option key={id} value={id}>
                {tool} · {status}
              </option>
            ))}
          </select>
        </label>
      )}
      {form.call !== '' && (
        <textarea
          className="sluice-devtools-input"
          aria-label={messages.newOutput}
          rows={3}
          spellCheck={false}
          value={form.output}
          onChange={event => change({ output: event.target.value })}
        />
      )}
      <label>
        <input
          type="checkbox"
          checked={form.state !== null}
          onChange={event =>
            change({ state: event.target.checked ? JSON.stringify(view.state, null, 2) : null })
          }
        />
        {messages.changedState}
      </label>
      {form.state !== null && (
        <textarea
          className="sluice-devtools-input"
          aria-label={messages.state}
          rows={5}
          spellCheck={false}
          value={form.state}
          onChange={event => change({ state: event.target.value })}
        />
      )}
      <label>
        {messages.changedModel}
        <input
          className="sluice-devtools-input"
          placeholder={messages.asItWas}
          value={form.model}
          onChange={event => change({ model: event.target.value })}
        />
      </label>
      {form.message === '' && (
        <label>
          <input
            type="checkbox"
            checked={form.goOn}
            onChange={event => change({ goOn: event.target.checked })}
          />
          {messages.forkGoesOn}
        </label>
      )}
      <EffectsPreview effects={effects} />
      {problem !== null && (
        <p className="sluice-devtools-notice" data-tone="bad" role="alert">
          {problem}
        </p>
      )}
      <footer>
        <button type="button" className="sluice-devtools-button" onClick={() => dialog.current?.close()}>
          {messages.cancel}
        </button>
        <button type="submit" className="sluice-devtools-button" data-primary disabled={isSending}>
          {messages.forkNow}
        </button>
      </footer>
    </form>
  )
}
