import { useAgent } from '@sluice/react'

export function Chat({ id }: { id: string }) {
  const { messages, status, send } = useAgent({ agent: 'support', id })
  const said = messages.flatMap(({ parts }) => parts.map(part => (part.kind === 'text' ? part.text : '')))
  return (
    <form action={form => send(String(form.get('text')))}>
      <pre>{said.join('\n')}</pre>
      <input name="text" placeholder={status} />
    </form>
  )
}
