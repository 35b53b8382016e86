import { SluiceProvider } from '@sluice/react'
import { createLog } from '@sluice/testkit'
import { createTestPage } from '@sluice/testkit/react'
import { AgentChat } from '@sluice/ui'
import '@sluice/ui/styles.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { type BenchMessage, conversation, words } from './conversation.ts'
import { serve, until } from './measure.ts'

const session = { agent: 'triage', id: 'bench' }
const log = createLog({ agent: session.agent })

function tell({ id, role, text, call }: BenchMessage): void {
  if (role === 'user') return void log.command({ type: 'message.send', parts: [{ kind: 'text', text }] })
  const run = Object.keys(log.view.open.runs)[0] ?? ''
  log.append(
    { type: 'step.started', step: `${id}-step`, run, kind: 'model' },
    { type: 'message.added', message: id, role, after: log.view.head, run, step: `${id}-step` },
    { type: 'part.added', message: id, part: `${id}-text`, kind: 'text' },
    { type: 'part.delta', part: `${id}-text`, from: 0, text },
    { type: 'part.settled', part: `${id}-text` },
  )
  if (call)
    log.append(
      { type: 'tool.called', call: call.id, message: id, tool: 'read_file' },
      { type: 'part.delta', part: call.id, from: 0, text: JSON.stringify(call.args) },
      { type: 'tool.ready', call: call.id },
      { type: 'tool.started', call: call.id, attempt: 1 },
      { type: 'tool.settled', call: call.id, outcome: 'completed', output: { json: call.output } },
    )
  log.append({ type: 'step.settled', step: `${id}-step`, outcome: 'completed' })
  log.append({ type: 'run.settled', run, outcome: 'completed' })
}

for (const message of conversation(10_000)) tell(message)
const page = createTestPage()
page.server.restore(session, log)
// The view is there before the first drawing, as the messages of the peer are.
page.client.session(session).subscribe(() => {})
while (page.client.session(session).getView().offset !== log.view.offset) page.clock.advance(50)
setInterval(() => page.clock.advance(8), 8)

const root = document.getElementById('root') as HTMLElement
root.style.blockSize = '100vh'
const find = (name: string) => document.querySelector<HTMLElement>(`[data-sluice="${name}"]`)
const part = (name: string) => find(name) as HTMLElement
let length = -1

serve(
  {
    async mount() {
      createRoot(root).render(
        createElement(SluiceProvider, { client: page.client }, createElement(AgentChat, session)),
      )
      await until(() => document.getElementById('message-m9999') !== null)
      // A page at the end holds the newest messages only; an address of the first has it load the others and keep them.
      location.hash = `#message-${log.view.settled.flat().find(({ kind }) => kind === 'message')?.id}`
      await until(() => document.querySelector('[data-row-marked]') !== null && find('thread-older') === null)
    },
    append(text) {
      if (length < 0) {
        page.server.log(session).command({ type: 'message.send', parts: [{ kind: 'text', text: 'Go on.' }] })
        page.server.publish(session)
        const { open, head } = page.server.log(session).view
        const run = Object.keys(open.runs)[0] ?? ''
        page.server.append(
          session,
          { type: 'step.started', step: 'live', run, kind: 'model' },
          { type: 'message.added', message: 'live-m', role: 'assistant', after: head, run, step: 'live' },
          { type: 'part.added', message: 'live-m', part: 'live-t', kind: 'text' },
        )
        length = 0
      }
      page.server.append(session, { type: 'part.delta', part: 'live-t', from: length, text })
      length += text.length
    },
    viewport: () => part('thread-viewport'),
    input: () => part('composer-input'),
  },
  words,
)
