import { useAgent } from '@sluice/react/cloudflare'
import { renderHook } from '@testing-library/react'
import { useAgentToolEvents } from 'agents/react'
import { afterEach, expect, test, vi } from 'vitest'
import { createAgentServer } from './support/createAgentServer.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('[C7] useAgentToolEvents of agents/react follows an agent of this package', async () => {
  const server = createAgentServer()
  const { result, unmount } = renderHook(() => {
    const agent = useAgent({ agent: 'Chat', name: 'room-1', host: 'agents.example.com' })
    return { agent, events: useAgentToolEvents({ agent }) }
  })
  await server.accept(null)
  const started = { kind: 'started', runId: 'r1', agentType: 'Researcher', order: 0 }
  await server.says({ type: 'agent-tool-event', parentToolCallId: 'c1', sequence: 0, event: started })
  expect(result.current.events.getRunsForToolCall('c1')).toMatchObject([
    { runId: 'r1', agentType: 'Researcher', status: 'running' },
  ])
  const onMessage = vi.fn()
  result.current.agent.addEventListener('message', onMessage, { once: true })
  await server.says({ type: 'one' }, { type: 'two' })
  expect(onMessage).toHaveBeenCalledTimes(1)
  unmount()
})
