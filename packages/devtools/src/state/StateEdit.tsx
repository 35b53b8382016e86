import { sendCommand } from '@sluice/client'
import type { Json, Offset, PatchOperation, SessionRef } from '@sluice/protocol'
import { useClient } from '@sluice/react'
import { type FormEvent, useState } from 'react'
import { useDevtools } from '../text/DevtoolsProvider.tsx'
import { valueAt } from './valueAt.ts'

/** The props of {@link StateEdit}. */
export interface StateEditProps {
  readonly session: SessionRef
  readonly state: Json
  /** The offset of the view on which it is edited. [E12] */
  readonly base: Offset | null
  /** The pointer that is edited at first. */
  readonly path: string
}

function parsed(text: string): { readonly value: Json } | null {
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    // Half a value is no value yet; the field says so.
    return null
  }
}

/** Changes the shared state by a patch that becomes an event; a refusal is shown and changes nothing. [D6 E12] */
export function StateEdit({ session, state, base, path: first }: StateEditProps) {
  const { messages } = useDevtools()
  const client = useClient()
  const [path, setPath] = useState(first)
  const found = valueAt(state, path)
  const [text, setText] = useState(() => (found === undefined ? '' : JSON.stringify(found, null, 2)))
  const [problem, setProblem] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)
  const value = parsed(text)

  const send = async (operation: PatchOperation) => {
    setSending(true)
    setProblem(null)
    try {
      await sendCommand(client, session, { type: 'state.patch', base, patch: [operation] })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
    setSending(false)
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (value === null) return
    void send({ op: found === undefined ? 'add' : 'replace', path, value: value.value })
  }
  return (
    <form className="sluice-devtools-edit" aria-label={messages.editState} onSubmit={onSubmit}>
      <label>
        {messages.path}
        <input
          className="sluice-devtools-input"
          value={path}
          spellCheck={false}
          onChange={event => setPath(event.target.value)}
        />
      </label>
      <label>
        {messages.newValue}
        <textarea
          className="sluice-devtools-input"
          rows={4}
          value={text}
          spellCheck={false}
          aria-invalid={text !== '' && value === null}
          onChange={event => setText(event.target.value)}
        />
      </label>
      {problem !== null && (
        <p className="sluice-devtools-notice" data-tone="bad" role="alert">
          {problem}
        </p>
      )}
      <footer>
        <button
          type="button"
          className="sluice-devtools-button"
          disabled={isSending || found === undefined || path === ''}
          onClick={() => void send({ op: 'remove', path })}
        >
          {messages.removeValue}
        </button>
        <button
          type="submit"
          className="sluice-devtools-button"
          data-primary
          disabled={isSending || value === null}
        >
          {found === undefined ? messages.addValue : messages.replaceValue}
        </button>
      </footer>
    </form>
  )
}
