import { useAgentChat } from '@cloudflare/ai-chat/react'
import { useAgent } from 'agents/react'
import { Suspense, useState } from 'react'
import { TopicForm } from './TopicForm.tsx'

const statuses: Readonly<Record<string, string>> = {
  'input-streaming': 'called',
  'input-available': 'running',
  'output-available': 'completed',
  'output-error': 'failed',
}

function Chat({ session }: { readonly session: string }) {
  const agent = useAgent<{ topic: string }>({ agent: 'Helper', name: session })
  const { messages, sendMessage, addToolApprovalResponse, status, stop, isStreaming, isRecovering } =
    useAgentChat({ agent })
  const [text, setText] = useState('')
  const isBusy = status === 'submitted' || isStreaming || isRecovering
  return (
    <main>
      {messages.map(({ id, role, parts }) => (
        <div key={id} data-sluice="message">
          {parts.map((part, at) => {
            const key = `${id}-${at}`
            if (part.type === 'text')
              return (
                <p key={key} data-sluice="message-text" data-message-role={role}>
                  {part.text}
                </p>
              )
            if (part.type === 'reasoning')
              return (
                <p key={key} data-sluice="reasoning-text">
                  {part.text}
                </p>
              )
            if (!part.type.startsWith('tool-') || !('state' in part)) return null
            const name = part.type.slice('tool-'.length)
            return (
              <p
                key={key}
                data-sluice="tool-card"
                data-tool={name}
                data-tool-status={statuses[`${part.state}`]}
              >
                {name}
                {part.state === 'approval-requested' ? (
                  <button
                    type="button"
                    data-sluice="approval-approve"
                    onClick={() => addToolApprovalResponse({ id: part.approval.id, approved: true })}
                  >
                    Approve
                  </button>
                ) : null}
              </p>
            )
          })}
        </div>
      ))}
      {status === 'error' ? <p data-sluice="run-end" data-run-outcome="failed" /> : null}
      {isBusy ? <p data-sluice="run-status">working</p> : null}
      <TopicForm topic={agent.state?.topic} set={topic => agent.setState({ topic })} />
      <form data-sluice="composer">
        <textarea
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            void sendMessage({ text })
            setText('')
          }}
        />
        <button type="button" data-sluice="composer-stop" onClick={() => void stop()}>
          Stop
        </button>
      </form>
    </main>
  )
}

/** The same chat with the hooks of the Agents SDK. */
export function Page({ session }: { readonly session: string }) {
  return (
    <Suspense fallback={null}>
      <Chat session={session} />
    </Suspense>
  )
}
