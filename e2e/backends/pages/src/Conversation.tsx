import { type FormEvent, useState } from 'react'

/** What a hook for Flue gives, as far as the page draws it. */
interface Conversation {
  readonly messages: readonly {
    readonly id: string
    readonly role: string
    readonly parts: readonly {
      readonly type: string
      readonly text?: string
      readonly toolName?: string
      readonly toolCallId?: string
      readonly state?: string
    }[]
  }[]
  readonly status: string
  readonly failedSends: readonly { readonly id: string; readonly message: string }[]
  readonly settlements: readonly { readonly submissionId: string; readonly outcome: string }[]
  sendMessage(message: string): Promise<void>
}

const toolStatus: Readonly<Record<string, string>> = {
  'input-available': 'running',
  'output-available': 'completed',
  'output-error': 'failed',
}

/** A conversation of a hook for Flue, whichever it is, marked like our chat; `stop` ends what the agent does. */
export function ConversationView({
  agent,
  stop,
}: {
  readonly agent: Conversation
  readonly stop: () => void
}) {
  const [text, setText] = useState('')
  const { messages, status, failedSends, settlements, sendMessage } = agent
  const said = messages.filter(({ role }) => role !== 'system')
  function submit(event: FormEvent): void {
    event.preventDefault()
    setText('')
    // The hook shows it as a failed one.
    sendMessage(text).catch(() => {})
  }
  return (
    <section>
      {said.map(({ id, role, parts }) => (
        <article key={id} data-sluice="message" data-message-role={role}>
          {parts.map((part, index) => {
            const key = part.toolCallId ?? index
            if (part.type === 'dynamic-tool')
              return (
                <div
                  key={key}
                  data-sluice="tool-card"
                  data-tool={part.toolName}
                  data-tool-status={toolStatus[part.state ?? '']}
                />
              )
            if (part.type === 'reasoning')
              return (
                <p key={key} data-sluice="reasoning-text">
                  {part.text}
                </p>
              )
            if (part.type !== 'text') return null
            return (
              <p key={key} data-sluice="message-text" data-message-role={role}>
                {part.text}
              </p>
            )
          })}
        </article>
      ))}
      {settlements.map(({ submissionId, outcome }) =>
        outcome === 'completed' ? null : (
          <p
            key={submissionId}
            data-sluice="run-end"
            data-run-outcome={outcome === 'aborted' ? 'stopped' : outcome}
          />
        ),
      )}
      {failedSends.map(({ id, message }) => (
        <p key={id} data-sluice="outbox-content">
          {message}
        </p>
      ))}
      {status === 'streaming' || status === 'submitted' ? <p data-sluice="run-status">{status}</p> : null}
      <form data-sluice="composer" onSubmit={submit}>
        <textarea
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') event.currentTarget.form?.requestSubmit()
          }}
        />
        <button type="button" data-sluice="composer-stop" onClick={stop}>
          Stop
        </button>
      </form>
    </section>
  )
}
