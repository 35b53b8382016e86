import { createClient } from '@sluice/client'

const client = createClient({ url: 'https://agents.example.com' })
const session = client.session({ agent: 'support', id: '42' })

export const leave = session.subscribe(() => {
  const { view, status, outbox } = session.getSnapshot()
  document.title = `${view.session?.title ?? 'New'} (${status.phase}, ${outbox.length} waiting)`
})

const state = session.state()
state.subscribe(() => console.log(state.getSnapshot()))

session.send({ type: 'message.send', parts: [{ kind: 'text', text: 'Why?' }] })
