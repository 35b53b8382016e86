import { createClient, type DehydratedState, dehydrate } from '@sluice/client'
import {
  HydratedSessions,
  SluiceProvider,
  useAgent,
  useAgentState,
  useApprovals,
  useMessageIds,
  usePart,
  useRun,
} from '@sluice/react'
import { act } from '@testing-library/react'
import { Profiler, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { answering, createStage, delta, ref, type Stage } from './support/createStage.tsx'

function Chat() {
  const { messages, status, connection } = useAgent(ref)
  const part = usePart(ref, 'p2')
  const said = messages.flatMap(({ parts }) => parts.map(each => (each.kind === 'text' ? each.text : '')))
  return (
    <main>
      <p>{said.join(' | ')}</p>
      <p>
        {status} {connection.status} {useMessageIds(ref).length} {JSON.stringify(useAgentState(ref))}{' '}
        {useRun(ref)?.status} {useApprovals(ref).length} {part?.kind === 'text' && part.text}
      </p>
    </main>
  )
}

const pageOf = (client: Stage['client'], state: DehydratedState, commits?: () => void) => (
  <StrictMode>
    <SluiceProvider client={client}>
      <HydratedSessions state={state}>
        <Profiler id="chat" onRender={() => commits?.()}>
          <Chat />
        </Profiler>
      </HydratedSessions>
    </SluiceProvider>
  </StrictMode>
)

/** A page that a server has drawn, with its state as it travelled. */
async function drawOnServer(stage: Stage) {
  const client = {
    ...createClient({ environment: stage.environment, views: null }),
    request: stage.client.request,
  }
  const state = JSON.parse(JSON.stringify(await dehydrate(client, [ref, { agent: 'triage', id: 'none' }])))
  return { html: renderToString(pageOf(client, state)), state: state as DehydratedState }
}

async function hydratePage(stage: Stage, html: string, state: DehydratedState) {
  const container = document.createElement('div')
  container.innerHTML = html
  const seen: (string | null)[] = []
  const errors: unknown[] = []
  const observer = new MutationObserver(() => void seen.push(container.textContent))
  observer.observe(container, { subtree: true, childList: true, characterData: true })
  const root = await act(async () =>
    hydrateRoot(
      container,
      pageOf(stage.client, state, () => seen.push(container.textContent)),
      {
        onRecoverableError: error => void errors.push(error),
      },
    ),
  )
  return { container, errors, seen, root }
}

test('[H7] a server draws the conversation, and its page is hydrated without a difference', async () => {
  const stage = createStage()
  stage.server.append(ref, ...answering, delta(0, 'Becau'))
  const { html, state } = await drawOnServer(stage)
  expect(html.replace(/<!-- -->|&quot;/g, '')).toContain(
    '<p>Why? | Becau</p><p>running idle 2 {plan:[look],done:0} open 0 Becau</p>',
  )
  expect(state.sessions.map(({ session }) => session.id)).toEqual(['bug-7'])
  const { container, errors, seen } = await hydratePage(stage, html, state)
  expect(errors).toEqual([])
  for (const text of seen) expect(text).toContain('Why? | Becau')
  expect(container.querySelector('p')?.textContent).toBe('Why? | Becau')
})

test('[H7] the page goes on from the offset of the server, and asks for nothing that it holds', async () => {
  const stage = createStage()
  stage.server.append(ref, ...answering, delta(0, 'Becau'))
  const { html, state } = await drawOnServer(stage)
  const { offset } = stage.server.log(ref).view
  stage.server.append(ref, delta(5, 'se.'))
  const { container, seen } = await hydratePage(stage, html, state)
  stage.pass()
  expect(stage.server.received('subscribe').map(frame => 'from' in frame && frame.from)).toEqual([offset])
  expect(container.querySelector('p')?.textContent).toBe('Why? | Because.')
  for (const text of seen) expect(text).toContain('Why? | Becau')
})

test('[H7] a page that was live before it is hydrated shows what the server drew, then what is', async () => {
  const stage = createStage()
  stage.server.append(ref, ...answering, delta(0, 'Becau'))
  const { html, state } = await drawOnServer(stage)
  stage.server.append(ref, delta(5, 'se.'))
  stage.client.session(ref).subscribe(() => {})
  stage.pass()
  const { container, errors } = await hydratePage(stage, html, state)
  expect([errors, container.querySelector('p')?.textContent]).toEqual([[], 'Why? | Because.'])
})

test('[H7][W6] a state of another revision, and what is no view, is passed over', async () => {
  const stage = createStage()
  stage.server.append(ref, ...answering)
  const { state } = await drawOnServer(stage)
  const strange = [
    { ...state, revision: state.revision + 1 },
    { ...state, sessions: [{ session: ref, view: {} as never }] },
  ]
  for (const each of strange) {
    const { client } = createStage()
    expect(renderToString(pageOf(client, each))).toContain('connecting')
  }
})
