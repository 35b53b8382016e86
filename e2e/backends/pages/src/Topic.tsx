import { useAgent, useAgentState, useClient } from '@sluice/react'
import { TopicForm } from './TopicForm.tsx'

/** The topic in the state of a session, where its server lets pages change it. */
export function Topic({ session }: { readonly session: { readonly agent: string; readonly id: string } }) {
  const { setState } = useAgent(session)
  const topic = useAgentState(session, state => (state as { topic?: string } | null)?.topic)
  const { statePatches } = useClient().capabilities
  return statePatches ? <TopicForm topic={topic} set={next => setState({ topic: next })} /> : null
}
